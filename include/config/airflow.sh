# The settings of a local Airflow for this checkout; source it in bash or zsh, then call `airflow` as you like:
#   source include/config/airflow.sh && airflow dags test presswatch_build 2024-11-20
# Whatever you set beforehand wins.
_presswatch_root="$(cd "$(dirname "${BASH_SOURCE[0]:-${(%):-%x}}")/../.." && pwd)"
export PATH="$_presswatch_root/.venv/bin:$PATH"
export PYTHONPATH="$_presswatch_root/include:$_presswatch_root/include/config${PYTHONPATH:+:$PYTHONPATH}"
export PRESSWATCH_HOME="${PRESSWATCH_HOME:-$_presswatch_root/var}"
export AIRFLOW_HOME="${AIRFLOW_HOME:-$PRESSWATCH_HOME/airflow}"
# SQLite has one writer at a time: Airflow's parts wait for their turn rather than fail with "database is locked".
export AIRFLOW__DATABASE__SQL_ALCHEMY_CONN="${AIRFLOW__DATABASE__SQL_ALCHEMY_CONN:-sqlite:///$AIRFLOW_HOME/airflow.db?timeout=60}"
export AIRFLOW__CORE__DAGS_FOLDER="$_presswatch_root/dags"
export AIRFLOW__CORE__PLUGINS_FOLDER="$_presswatch_root/plugins"
export AIRFLOW__CORE__LOAD_EXAMPLES="${AIRFLOW__CORE__LOAD_EXAMPLES:-False}"
export AIRFLOW__CORE__EXECUTOR="${AIRFLOW__CORE__EXECUTOR:-LocalExecutor}"
export AIRFLOW__CORE__PARALLELISM="${AIRFLOW__CORE__PARALLELISM:-8}"
export AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION="${AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION:-False}"
export AIRFLOW__LOGGING__LOGGING_LEVEL="${AIRFLOW__LOGGING__LOGGING_LEVEL:-WARNING}"
export AIRFLOW__USAGE_DATA_COLLECTION__ENABLED="${AIRFLOW__USAGE_DATA_COLLECTION__ENABLED:-False}"
unset _presswatch_root

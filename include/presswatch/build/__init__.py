"""Building a day: from raw bytes to the published partition, in steps that Airflow tasks and the command line share.

plan (which pages need work) -> stage (extract and tag, in batches) -> assemble (one day's tables) -> check (the gate) ->
publish (what changes in this day and in the days it touches, in one commit). Nothing here knows Airflow.
"""

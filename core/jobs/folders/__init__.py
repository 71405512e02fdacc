"""Jobs as folders, whatever runs them.

`folder` is the folder of one job and `events` its log, from which `status` tells how the job
stands. `runner` submits, stops, resumes and deletes jobs if there is `room`; `loop` is the thread
of a scheduler, which hands them to a machine or a cluster.
"""

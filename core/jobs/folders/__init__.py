"""Jobs as folders, whatever runs them.

`folder` is the folder of one job and `events` its log, from which `status` computes the job's
status. `runner` submits, stops, resumes and deletes jobs; `room` limits how many there are and how
much disk they take. `loop` is the thread of a scheduler, which starts them on a machine or a
cluster.
"""

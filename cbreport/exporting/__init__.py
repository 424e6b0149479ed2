"""Many reports as files in a folder: made in several processes, gone on with after an interruption, told digest by
digest; on the command line, and as jobs that a worker takes from the database.
"""

"""Storage: durable writes, bounded reads, digests, and results kept by content key.

`files` reads and writes single files, `arrays` keeps named arrays in a folder, `npy` reads the
headers of NumPy's files, `cache` keeps the results of computations, and `digests` hashes.
"""

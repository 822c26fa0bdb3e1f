"""目录: reports/catalog.csv, one row a file, shared between the program and people.

The file alone decides: beside each cell that a person may change stands what the machine last
read (机读…), and 已改 names the cells that a person changed. A changed cell wins from then on;
emptied, it goes back to the machine.
"""

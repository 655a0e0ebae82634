# A folder for a case file.
# expect: status 2
# expect: text cannot be read
solve {here}

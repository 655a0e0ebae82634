# No case file.
# expect: status 2
# expect: text needs a case file
solve

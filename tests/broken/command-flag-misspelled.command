# A flag there is not.
# expect: status 2
# expect: text did you mean "--check"?
solve {here}/key-missing.yaml --chek

# expect: status 2
# expect: text sweep knows no flag "--ranks-per-pont"; there are
# expect: text did you mean "--ranks-per-point"?
sweep study.yaml --ranks-per-pont 2

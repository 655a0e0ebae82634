# expect: status 2
# expect: text "--ranks-per-point"; did you mean "--ranks-per-point"?
sweep study.yaml --ranks-per-pont 2

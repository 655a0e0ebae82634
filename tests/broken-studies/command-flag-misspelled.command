# expect: status 2
# expect: text sweep knows no flag "--lst"; there are
sweep study.yaml --lst

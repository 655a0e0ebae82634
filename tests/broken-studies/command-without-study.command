# expect: status 2
# expect: text sweep needs a study file
sweep --list

# expect: status 2
# expect: text base/study.yaml has the points 0 to 1
sweep {here}/base/study.yaml --case 2

#!/usr/bin/env bash
# check-spectra.sh [--any] BEFORE AFTER: ends with 1 where the spectra of a network became worse, with 2 where one cannot
# be read or nothing can be compared. Worse: alpha rose by more than 3 standard errors of the difference, or is more than
# 3 sigma below 2; with --any, a fall counts, too. Alphas of fewer than 100 eigenvalues are not compared. A network looks
# untrained where four fifths of its layers could be noise.
any=false
[ "$1" = --any ] && any=true && shift
[ $# = 2 ] || { echo "usage: check-spectra.sh [--any] BEFORE AFTER" >&2; exit 2; }
reports=$(mktemp -d) || exit 2
trap 'rm -rf "$reports"' EXIT
heavytail analyze "$1" -o "$reports/before.json" --quiet > /dev/null || exit 2
heavytail analyze "$2" -o "$reports/after.json" --quiet > /dev/null || exit 2
jq -n -r --argjson any $any --slurpfile before "$reports/before.json" --slurpfile after "$reports/after.json" '
  def cents: . * 100 | round / 100;
  def judged: .looking_random + .beyond_noise;
  if ($before[0].models | length) != 1 or ($after[0].models | length) != 1
  then "expected one model before and one after\n" | halt_error(2) else . end
  | $before[0].models[0] as $old | $after[0].models[0] as $new
  | ($old.layers | map({key: .longname, value: .}) | from_entries) as $earlier
  | [$new.layers[] | {name, b: ., a: $earlier[.longname]} | select(.a != null)] as $common
  | [$common[] | select(.a.alpha != null and .b.alpha != null and .a.num_evals >= 100 and .b.num_evals >= 100)] as $pairs
  | "\($pairs | length) of \($new.layers | length) layers compared" as $compared
  | if $pairs == []
    then "nothing compared: \($common | length) layers in common, none with 100 eigenvalues\n" | halt_error(2) else . end
  | [
      ($pairs[]
        | (.b.alpha - .a.alpha) as $rise
        | (3 * (.a.sigma * .a.sigma + .b.sigma * .b.sigma | sqrt)) as $error
        | select($rise > $error or ($any and -$rise > $error) or 2 - .b.alpha > 3 * .b.sigma)
        | "\(.name): alpha \(if $rise > 0 then "rose" else "fell" end) from \(.a.alpha | cents) ± \(.a.sigma | cents) to "
          + "\(.b.alpha | cents) ± \(.b.sigma | cents)"),
      ($new.verdict
        | select(.looking_random > $old.verdict.looking_random and 5 * .looking_random >= 4 * judged)
        | "looks untrained: \(.looking_random) of \(judged) layers could be noise, "
          + "\($old.verdict.looking_random) before")
    ]
  | if . == [] then "\($compared), none became worse" else join("\n") + "\n\($compared)\n" | halt_error(1) end
' 2>&1

#!/usr/bin/env bash
# check-spectra.sh BEFORE AFTER: ends with 1 where the spectra of two networks differ, with 2 where one cannot be read.
# A layer has changed where its alphas differ by more than 3 standard errors of the difference; alphas of fewer than 100
# eigenvalues are not compared. A network looks untrained where most of its layers could be noise.
reports=$(mktemp -d) || exit 2
trap 'rm -rf "$reports"' EXIT
heavytail analyze "$1" -o "$reports/before.json" --quiet > /dev/null || exit 2
heavytail analyze "$2" -o "$reports/after.json" --quiet > /dev/null || exit 2
jq -n -r --slurpfile before "$reports/before.json" --slurpfile after "$reports/after.json" '
  def cents: . * 100 | round / 100;
  def judged: .looking_random + .beyond_noise;
  $before[0].models[0] as $old | $after[0].models[0] as $new
  | ($old.layers | map({key: .longname, value: .}) | from_entries) as $earlier
  | [$new.layers[] | {name, b: ., a: $earlier[.longname]}
      | select(.a.alpha != null and .b.alpha != null and .a.num_evals >= 100 and .b.num_evals >= 100)] as $pairs
  | [
      ($pairs[]
        | select((.b.alpha - .a.alpha | fabs) > 3 * (.a.sigma * .a.sigma + .b.sigma * .b.sigma | sqrt))
        | "\(.name): alpha \(.a.alpha | cents) ± \(.a.sigma | cents) → \(.b.alpha | cents) ± \(.b.sigma | cents)"),
      ($new.verdict
        | select(.looking_random > $old.verdict.looking_random and 2 * .looking_random > judged)
        | "looks untrained: \(.looking_random) of \(judged) layers could be noise, "
          + "\($old.verdict.looking_random) before")
    ]
  | if . == [] then "\($pairs | length) layers compared, none has changed" else join("\n") + "\n" | halt_error(1) end
' 2>&1

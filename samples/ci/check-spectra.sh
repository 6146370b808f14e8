#!/usr/bin/env bash
# check-spectra.sh BEFORE AFTER: 1 where AFTER is another network, by its spectra, than BEFORE; 2 where one is not read.
# A layer has changed where the alphas differ by more than 3 standard errors of their difference; of fewer than 100
# eigenvalues they say nothing. A network looks untrained where most of its layers could be noise.
reports=$(mktemp -d) || exit 2
trap 'rm -rf "$reports"' EXIT
heavytail analyze "$1" -o "$reports/before.json" --quiet > /dev/null || exit 2
heavytail analyze "$2" -o "$reports/after.json" --quiet > /dev/null || exit 2
changes=$(jq -n -r --slurpfile before "$reports/before.json" --slurpfile after "$reports/after.json" '
  def cents: . * 100 | round / 100;
  def judged: .looking_random + .beyond_noise;
  $before[0].models[0] as $old | $after[0].models[0] as $new
  | ($old.layers | map({key: .longname, value: .}) | from_entries) as $earlier
  | [
      ($new.layers[] | . as $b | $earlier[.longname] as $a
        | select($a.alpha != null and $b.alpha != null and $a.num_evals >= 100 and $b.num_evals >= 100)
        | select((($b.alpha - $a.alpha) | fabs) > 3 * ($a.sigma * $a.sigma + $b.sigma * $b.sigma | sqrt))
        | "\(.name): alpha \($a.alpha | cents) ± \($a.sigma | cents) → \($b.alpha | cents) ± \($b.sigma | cents)"),
      ($new.verdict
        | select(.looking_random > $old.verdict.looking_random and 2 * .looking_random > judged)
        | "looks untrained: \(.looking_random) of \(judged) layers could be noise, "
          + "before \($old.verdict.looking_random)")
    ]
  | .[]') || exit 2
if [ -n "$changes" ]; then
  echo "$changes"
  exit 1
fi
echo "no layer has changed"

#!/usr/bin/env bash
# check-spectra.sh [--any] [--partial] BEFORE AFTER: compares the spectra of a network with those of an earlier version,
# layer by layer. BEFORE is a weight file or its report, `heavytail analyze FILE -o before.json`. Ends with 0 where no layer
# became worse, with 1 where one did, and with 2 where a file cannot be read or the networks cannot be compared.
# Worse: it became over-trained, under-trained or like random weights, or has no alpha any more; the intervals of alpha are
# apart and alpha moved away from 2 (with --any: to either side); it lost two thirds of its spikes or a tenth of its rank;
# it is missing (unless --partial). A layer that looked random before, or had no alpha, is judged by its rank alone. Scale is
# not judged: a NOTE names layers whose norm changed by a factor of more than 3. Added noise of half the deviation of a
# layer's weights fails hardly ever, of the same deviation in some layers, of three times in nearly all: docs/first-hour.md.
any=false partial=false
while [ $# -gt 2 ]; do
  case $1 in --any) any=true ;; --partial) partial=true ;; *) break ;; esac
  shift
done
[ $# = 2 ] || { echo "usage: check-spectra.sh [--any] [--partial] BEFORE AFTER" >&2; exit 2; }
command -v jq > /dev/null || { echo "check-spectra.sh needs jq" >&2; exit 2; }
reports=$(mktemp -d) || exit 2
trap 'rm -rf "$reports"' EXIT
report() { # of a file, at a path
  case $1 in
    *.json) if jq -e '.models? | type == "array"' "$1" > /dev/null 2>&1; then cp -- "$1" "$2"
      else heavytail analyze "$1" -o "$2" --quiet > /dev/null; fi ;;
    -*) heavytail analyze "./$1" -o "$2" --quiet > /dev/null ;;
    *) heavytail analyze "$1" -o "$2" --quiet > /dev/null ;;
  esac
}
report "$1" "$reports/before.json" || exit 2
report "$2" "$reports/after.json" || exit 2
jq -n -r --argjson any $any --argjson partial $partial \
  --slurpfile before "$reports/before.json" --slurpfile after "$reports/after.json" '
  def cents: . * 100 | round / 100;
  def alpha: if .alpha == null then "none"
    elif .alpha_ci_high == null then "\(.alpha | cents)"
    else "\(.alpha | cents) (\(.alpha_ci_low | cents) to \(.alpha_ci_high | cents))" end;
  def named: map({key: .name, value: .}) | from_entries;
  def stop($text): "cannot compare: \($text)\n" | halt_error(2);
  def judged: .alpha != null and .label != "random-like";
  def factor: . as {$a, $b} # of the norm; log_norm is the logarithm of its square
    | if $a.log_norm == null or $b.log_norm == null then 1 else pow(10; ($b.log_norm - $a.log_norm) / 2) end;
  def few: if length > 5 then .[:5] + ["\(length - 5) more"] else . end | join(", ");
  def worse: . as {$a, $b}
    | if $a.alpha != null and $b.alpha == null then "has no alpha any more (\($b.status))"
      elif $b.label == "random-like" and ($a | judged) then "looks like random weights"
      elif ($b.label == "over-trained" or $b.label == "under-trained") and $a.label != $b.label and ($a | judged)
      then "became \($b.label): alpha moved from \($a | alpha) to \($b | alpha)"
      elif $a.matrix_rank != null and $b.matrix_rank < 0.9 * $a.matrix_rank
      then "rank fell from \($a.matrix_rank) to \($b.matrix_rank)"
      elif $a | judged | not then empty
      elif ($a.num_spikes // 0) >= 5 and ($b.num_spikes // 0) * 3 < $a.num_spikes
      then "eigenvalues beyond noise fell from \($a.num_spikes) to \($b.num_spikes)"
      elif $a.alpha_ci_high == null or $b.alpha_ci_high == null then empty
      elif ($a.alpha_ci_high < $b.alpha_ci_low or $b.alpha_ci_high < $a.alpha_ci_low)
        and ($any or ($b.alpha - 2 | fabs) > ($a.alpha - 2 | fabs))
      then "alpha moved from \($a | alpha) to \($b | alpha)"
      else empty end;
  if ($before[0].models | length) != 1 or ($after[0].models | length) != 1
  then stop("expected one model before and one after") else . end
  | $before[0].models[0].layers as $old | $after[0].models[0].layers as $new
  | ($old | named) as $earlier | ($new | named) as $later
  | [$new[] | select($earlier[.name].shape == .shape) | {name, a: $earlier[.name], b: .}] as $pairs
  | [$old[] | select($later[.name].shape != .shape)
      | {name, what: (if $later[.name] then "has shape \($later[.name].shape), had \(.shape)" else "is missing" end)}] as $gone
  | [$new[] | select($earlier[.name] == null) | .name] as $added
  | [$pairs[] | select(.a | judged | not)
      | "\(.name) (\(if .a.label == "random-like" then .a.label else .a.status end) before)"] as $blind
  | [$pairs[] | {name, f: factor} | select(.f > 3 or .f * 3 < 1)
      | "\(.name) × \(.f * 1000 | round / 1000)"] as $scaled
  | if $pairs == []
    then stop("no layer in common; before: \($old[0].name // "none") …, after: \($new[0].name // "none") …")
    elif ($blind | length) == ($pairs | length) then stop("every layer looked random or had no alpha before")
    else . end
  | ([$pairs[] | {name, what: worse}] + if $partial then [] else $gone end) as $found
  | (if $found == [] then "PASS" else "FAIL" end) as $result
  | "\($result): \(($pairs | length) - ($blind | length)) of \($old | length) layers judged, \($found | length) worse\n"
    + ([$found[] | "  \(.name) \(.what)\n"] | add // "")
    + (if $partial then [$gone[] | "  not compared: \(.name) \(.what)\n"] | add // "" else "" end)
    + (if $blind == [] then "" else "  judged by rank alone: \($blind | join(", "))\n" end)
    + (if $scaled == [] then "" else "  NOTE: scale is not judged, and norms changed: \($scaled | few)\n" end)
    + (if $added == [] then "" else "  new, not compared: \($added | join(", "))\n" end)
  | if $found == [] then rtrimstr("\n") else halt_error(1) end
' 2>&1

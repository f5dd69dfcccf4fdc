#!/usr/bin/env bash
# What a CI does around `billbench gate`: set up, measure whole or in shards, judge, publish.
#
#   ci/gate.sh setup                      billbench as its lock has it, and the browser of the locked Playwright
#   ci/gate.sh measure [OPTION…]          one job measures and judges
#   ci/gate.sh shard I/N [OPTION…]        one of N jobs measures every N-th launch
#   ci/gate.sh judge                      the last job judges what the shards left
#   ci/gate.sh comment NUMBER             writes the verdict to a pull request of GitHub, or over the last one
#
# OPTION… are options of `billbench gate`. GATE_OPTIONS may hold more of them, one a line: `--lines 80`; what
# follows the first space is one word, so `--start` needs no quotes. Everything is left in billbench-gate/.
#
# Exit status: that of billbench. 0 pass, 1 fail, 3 inconclusive or invalid, 2 wrong command, 4 no application,
# 130 interrupted. The word for it is in the log, and on GitHub in the outputs `verdict` and `status`.
set -euo pipefail

readonly FOLDER=billbench-gate
readonly MARKER='<!-- billbench gate -->'
readonly LAST_LINES=20
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

main() {
  local command=${1-}
  shift || true
  case $command in
    setup) setup ;;
    measure) judged "$FOLDER" "$@" --out "$FOLDER" ;;
    shard) shard "$@" ;;
    judge) judge ;;
    comment) comment "$@" ;;
    *) wrong "say what to do: setup, measure, shard I/N, judge or comment NUMBER" ;;
  esac
}

setup() {
  make -C "$root" setup
  # A system's own browser changes under us. Playwright's is that of its version, which requirements.lock pins,
  # and billbench prefers it.
  "$root/.venv/bin/playwright" install --with-deps --only-shell chromium
}

shard() {
  local shard=${1-}
  [[ $shard =~ ^[1-9][0-9]*/[1-9][0-9]*$ ]] || wrong "a shard is one of how many, such as 1/4, and not '$shard'"
  shift
  local status=0
  gate "$FOLDER/shard-${shard%/*}" "$@" --shard "$shard" --out "$FOLDER/shard-${shard%/*}" || status=$?
  ((status == 0)) || tell "$(word_of "$status")" "shard $shard was not measured; see the log" "$status"
  exit "$status"
}

judge() {
  local runs=("$FOLDER"/shard-*/run.json)
  [[ -e ${runs[0]} ]] || wrong "there is no shard in $FOLDER/: no job has left one"
  GATE_OPTIONS='' judged "$FOLDER" "${runs[@]%/run.json}" --out "$FOLDER"
}

# Measure or judge, publish the verdict, and leave with its status.
judged() {
  local folder=$1 status=0
  shift
  rm -rf "${folder:?}/gate" # An earlier verdict is not this one's.
  gate "$folder" "$@" || status=$?
  # Without a verdict nothing has passed.
  [[ $status != 0 || -f $folder/gate/gate.json ]] || status=3
  publish "$folder" "$status"
  exit "$status"
}

# `billbench gate` with these words and those of GATE_OPTIONS, its lines kept in gate.log.
gate() {
  local folder=$1 line options=()
  shift
  while IFS= read -r line; do
    line=$(trimmed "$line")
    case $line in
      '') ;;
      --*' '*) options+=("${line%% *}" "$(trimmed "${line#* }")") ;;
      *) options+=("$line") ;;
    esac
  done <<<"${GATE_OPTIONS-}"
  mkdir -p "$folder"
  "$(program)" gate ${options[@]+"${options[@]}"} "$@" 2>&1 | tee "$folder/gate.log"
  return "${PIPESTATUS[0]}" # A log that cannot be written is no verdict.
}

program() {
  type -P billbench || printf '%s\n' "$root/.venv/bin/billbench"
}

trimmed() {
  local text=$1
  text=${text#"${text%%[![:space:]]*}"}
  printf '%s' "${text%"${text##*[![:space:]]}"}"
}

# What was judged stands in gate/; where nothing could be judged, the end of the log does.
publish() {
  local folder=$1 status=$2 verdict reason
  if [[ -f $folder/gate/gate.json ]]; then
    verdict=$(value_of verdict "$folder/gate/gate.json")
    reason=$(value_of reason "$folder/gate/gate.json")
  else
    verdict=$(word_of "$status")
    reason="There is no verdict (status $status); the end of the log says why"
    without_verdict "$folder" "$verdict" "$reason"
  fi
  if [[ -n ${GITHUB_STEP_SUMMARY-} ]]; then
    # A job's page shows no picture that lies beside the text.
    sed '/](chart\.svg)$/d' "$folder/gate/summary.md" >>"$GITHUB_STEP_SUMMARY"
  fi
  tell "$verdict" "$reason" "$status"
}

value_of() {
  python3 -c 'import json, sys; print(" ".join(str(json.load(open(sys.argv[2]))[sys.argv[1]]).split()))' "$@"
}

word_of() {
  case $1 in
    0) echo measured ;;
    1) echo fail ;;
    2) echo 'wrong command' ;;
    3) echo invalid ;;
    4) echo unreachable ;;
    130) echo interrupted ;;
    *) echo broken ;;
  esac
}

without_verdict() {
  local folder=$1 verdict=$2 reason=$3
  mkdir -p "$folder/gate"
  {
    printf '## Page gate: %s\n\n**%s**\n\n' "$verdict" "$reason"
    tail -n "$LAST_LINES" "$folder/gate.log" | sed 's/^/    /' # Indented, nothing in it is markup.
  } >"$folder/gate/summary.md"
  { printf '%s\n\n' "$MARKER"; cat "$folder/gate/summary.md"; } >"$folder/gate/comment.md"
}

tell() {
  local verdict=$1 reason=$2 status=$3
  printf 'Page gate: %s. %s\n' "$verdict" "$reason"
  if [[ -n ${GITHUB_OUTPUT-} ]]; then
    printf 'verdict=%s\nstatus=%s\n' "$verdict" "$status" >>"$GITHUB_OUTPUT"
  fi
  if [[ -n ${GITHUB_ACTIONS-} ]]; then
    printf '::%s title=Page gate: %s::%s\n' "$(level_of "$verdict")" "$verdict" "${reason//%/%25}"
  fi
}

# How loudly GitHub says it: what is not known is a warning, never a green tick without a word.
level_of() {
  case $1 in
    pass | measured) echo notice ;;
    inconclusive) echo warning ;;
    *) echo error ;;
  esac
}

comment() {
  local number=${1-} file=$FOLDER/gate/comment.md comments id
  [[ $number =~ ^[1-9][0-9]*$ ]] || wrong "a pull request has a number, and not '$number'"
  [[ -f $file ]] || wrong "there is no $file: judge first"
  comments=repos/${GITHUB_REPOSITORY:?GITHUB_REPOSITORY is not set}/issues/$number/comments
  id=$(gh api --paginate "$comments" \
    --jq ".[] | select(.user.type == \"Bot\" and (.body | startswith(\"$MARKER\"))) | .id")
  if [[ -n $id ]]; then
    gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/${id%%$'\n'*}" --field "body=@$file" --silent
  else
    gh api --method POST "$comments" --field "body=@$file" --silent
  fi
}

wrong() {
  printf 'ci/gate.sh: %s.\n' "$1" >&2
  exit 2
}

main "$@"

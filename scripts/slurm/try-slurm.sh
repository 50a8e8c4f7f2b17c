#!/usr/bin/env bash
# Tries scripts/slurm/basinscope-workers.sbatch on this machine alone: a Slurm of one node of its own (munge, slurmctld, slurmd), a queue with a password,
# two workers as an array job; a small map is computed by them and here, and must have the same records; scancel ends them cleanly.
#
#   scripts/slurm/try-slurm.sh          # Debian or Ubuntu, as root; installs slurm-wlm, munge and redis-server where they are missing
#
# Everything lies in a temporary folder, on ports of its own, and is gone afterwards. Ends with 0 only where all went well.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ "$(id -u)" = 0 ] || { echo 'try-slurm: a Slurm of its own is started by root only.' >&2; exit 2; }

missing=()
for pair in slurmctld:slurm-wlm munged:munge redis-server:redis-server; do
  command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
done
if [ ${#missing[@]} -gt 0 ]; then
  echo "Installing ${missing[*]} …"
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } >/dev/null 2>&1
fi

work=$(mktemp -d /tmp/basinscope-slurm-XXXXXX)
node=$(hostname -s)
pids=()
finish() {
  local code=$?
  # Before the Slurm that runs them: its jobs would outlive it.
  if [ -n "${job:-}" ] && squeue -h 2>/dev/null | grep -q .; then
    scancel "$job" 2>/dev/null || true
    for ((i = 0; i < 100; i++)); do
      if squeue -h 2>/dev/null | grep -q .; then sleep 0.3; else break; fi
    done
  fi
  for ((i = ${#pids[@]} - 1; i >= 0; i--)); do kill "${pids[i]}" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  if [ $code -ne 0 ]; then tail -n 20 "$work"/*.log >&2 || true; fi
  rm -rf "$work"
  exit $code
}
trap finish EXIT
free_port() { node -e "const s = require('net').createServer(); s.listen(0, '127.0.0.1', () => { console.log(s.address().port); s.close(); })"; }
await() { # SECONDS WHAT COMMAND…
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || { echo "try-slurm: $what did not come." >&2; return 1; }
    sleep 0.3
  done
}

chmod 755 "$work"
head -c 1024 /dev/urandom >"$work/munge.key"
chmod 400 "$work/munge.key"
munged --foreground --force --key-file "$work/munge.key" --socket "$work/munge.socket" --pid-file "$work/munged.pid" --seed-file "$work/munge.seed" --log-file "$work/munged.log" >"$work/munged.out" 2>&1 &
pids+=($!)
await 10 'munge' test -S "$work/munge.socket"

mkdir "$work/state" "$work/spool"
export SLURM_CONF=$work/slurm.conf
cat >"$SLURM_CONF" <<CONF
ClusterName=trial
SlurmctldHost=$node(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge.socket
CredType=cred/munge
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
ReturnToService=2
KillWait=30
NodeName=$node NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=$(($(awk '/MemTotal/ { print $2 }' /proc/meminfo) / 1024 - 64)) State=UNKNOWN
PartitionName=trial Nodes=$node Default=YES MaxTime=INFINITE State=UP
CONF
slurmctld -D >"$work/slurmctld.out" 2>&1 &
pids+=($!)
slurmd -D -N "$node" >"$work/slurmd.out" 2>&1 &
pids+=($!)
await 30 'an idle node' bash -c "sinfo -h -o %T | grep -qx idle"
echo "Slurm $(sinfo --version | cut -d' ' -f2):"
sinfo

port=$(free_port)
password=$(head -c 18 /dev/urandom | base64 | tr '+/' '-_')
redis-server - --port "$port" --bind 127.0.0.1 --save '' --dir "$work" <<<"requirepass $password" >"$work/redis.log" 2>&1 &
pids+=($!)
export BASINSCOPE_QUEUE_FILE=$work/queue-address
(umask 077 && echo "redis://:$password@127.0.0.1:$port" >"$BASINSCOPE_QUEUE_FILE")
export BASINSCOPE_COMMAND_LINE=$PWD/bin/basinscope.mjs
BASINSCOPE_QUEUE=$(cat "$BASINSCOPE_QUEUE_FILE")
basinscope() { node bin/basinscope.mjs "$@"; }
workers() { BASINSCOPE_QUEUE=$BASINSCOPE_QUEUE basinscope worker --list --json | node -e "console.log(JSON.parse(require('fs').readFileSync(0, 'utf8')).workers.length)"; }
has_workers() { [ "$(workers)" = "$1" ]; }

echo
echo '$ sbatch --array=1-2 --cpus-per-task=1 scripts/slurm/basinscope-workers.sbatch'
job=$(sbatch --parsable --array=1-2 --cpus-per-task=1 --mem-per-cpu=256M --output="$work/worker-%a.log" scripts/slurm/basinscope-workers.sbatch)
await 90 'two workers at the queue' has_workers 2
squeue
echo
BASINSCOPE_QUEUE=$BASINSCOPE_QUEUE basinscope worker --list

settings=(--method minimum --states 120 --alpha 20 --seed 3)
potential=resources/potentials/gmm-quick.safetensors
echo
echo "\$ basinscope map $potential ${settings[*]} --queue redis://127.0.0.1:$port --out over-slurm/"
BASINSCOPE_QUEUE=$BASINSCOPE_QUEUE basinscope map "$potential" "${settings[@]}" --out "$work/over-slurm" --json >"$work/over-slurm.json"
env -u BASINSCOPE_QUEUE node bin/basinscope.mjs map "$potential" "${settings[@]}" --threads 1 --out "$work/alone" --json >"$work/alone.json"
node -e "
const [over, alone] = ['over-slurm', 'alone'].map((name) => JSON.parse(require('fs').readFileSync('$work/' + name + '.json', 'utf8')).records);
for (const kind of Object.keys(over)) {
  // How many trials it took to place the states, and in which order they ended, is no part of the result.
  const counts = kind !== 'trials';
  console.log(kind.padEnd(9), over[kind].slice(0, 16), alone[kind].slice(0, 16), over[kind] === alone[kind] ? 'the same' : counts ? 'ANOTHER' : 'others, which is no matter');
  if (counts && over[kind] !== alone[kind]) process.exitCode = 1;
}
"

echo
echo "\$ scancel $job"
scancel "$job"
await 60 'the end of the workers' has_workers 0
await 60 'the end of the jobs' bash -c "[ -z \"\$(squeue -h)\" ]"
for log in "$work"/worker-*.log; do
  echo "--- ${log##*/}"
  cat "$log"
  grep -q 'Left after' "$log" || { echo 'try-slurm: this worker did not leave by itself.' >&2; exit 1; }
done
if found=$(grep -rlF --include='*.log' --include='*.json' --include='*.out' -- "$password" "$work"); then echo "try-slurm: the password is in $found." >&2; exit 1; fi
if grep -rqF -- "$password" "$work/state" "$work/spool"; then echo 'try-slurm: the password is in what Slurm keeps.' >&2; exit 1; fi
echo
echo 'All went well: two jobs of Slurm computed the map, with the records that it has without them, and left when they were cancelled.'

#!/usr/bin/env python3
"""How Firefox takes a cut: two headless sessions in one room of `huizhen relay`, whose first link is cut by dropping its packets.

usage: unshare -n python3 bench/DualISPLab/firefox_cut.py PATH-TO-huizhen [usual|reversed]
Needs root (its own network namespace), firefox-esr and iptables. Prints what both ends say before, during and after.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

HZ = sys.argv[1]
REVERSED = len(sys.argv) < 3 or sys.argv[2] == "reversed"
work = tempfile.mkdtemp()


def sh(c):
    subprocess.run(c, shell=True, check=True)


sh(
    "ip link set lo up; ip link add v0 type veth peer name v1; ip link set v0 up; ip link set v1 up; ip addr add 10.90.0.1/24 dev v0; ip route add default via 10.90.0.254 dev v0; ip addr add 10.80.0.1/32 dev lo; ip addr add 10.80.0.2/32 dev lo; ip addr add 10.80.0.1/32 dev v1; ip addr add 10.80.0.2/32 dev v1"
)
relay = subprocess.Popen(
    [
        HZ,
        "relay",
        "--data",
        work + "/relay",
        "--set",
        "relay.control.port=18450",
        "--set",
        "relay.links=telecom=10.80.0.1 unicom=10.80.0.2",
        "--set",
        "relay.portBase=42000",
        "--set",
        "relay.workers=1",
        "--set",
        "recording.reserveMegabytes=1",
        "--set",
        "log.level=debug",
    ],
    stdout=open(work + "/relay.log", "w"),
    stderr=subprocess.STDOUT,
)


def api(m, p, b=None):
    r = urllib.request.Request(
        "http://127.0.0.1:18450" + p,
        method=m,
        data=None if b is None else json.dumps(b).encode(),
        headers={"content-type": "application/json"},
    )
    with urllib.request.urlopen(r, timeout=10) as f:
        t = f.read()
        return json.loads(t) if t else None


for _ in range(200):
    try:
        api("GET", "/v1/health")
        break
    except Exception:
        time.sleep(0.1)
prof = work + "/prof"
os.makedirs(prof)
open(prof + "/user.js", "w").write(
    "".join(
        f'user_pref("{k}", {json.dumps(v)});\n'
        for k, v in {
            "media.navigator.streams.fake": True,
            "media.navigator.permission.disabled": True,
            "media.peerconnection.ice.loopback": True,
            "media.peerconnection.ice.obfuscate_host_addresses": False,
            "marionette.port": 28280,
            "media.autoplay.default": 0,
            "datareporting.policy.dataSubmissionEnabled": False,
            "media.peerconnection.ice.no_host": False,
            "network.captive-portal-service.enabled": False,
        }.items()
    )
)
env = dict(os.environ, HOME=work, MOZ_HEADLESS="1")
ff = subprocess.Popen(
    ["firefox-esr", "--headless", "--marionette", "--profile", prof, "--no-remote", "about:blank"],
    env=env,
    stdout=open(work + "/ff.log", "w"),
    stderr=subprocess.STDOUT,
)
s = None
for _ in range(300):
    try:
        s = socket.create_connection(("127.0.0.1", 28280))
        break
    except OSError:
        time.sleep(0.2)
buf = b""


def read():
    global buf
    while b":" not in buf:
        buf += s.recv(65536)
    n, rest = buf.split(b":", 1)
    n = int(n)
    buf = rest
    while len(buf) < n:
        buf += s.recv(65536)
    m = json.loads(buf[:n])
    buf = buf[n:]
    return m


read()
ident = 0


def cmd(name, params):
    global ident
    ident += 1
    d = json.dumps([0, ident, name, params]).encode()
    s.sendall(str(len(d)).encode() + b":" + d)
    m = read()
    if m[2]:
        raise RuntimeError(m[2])
    return m[3]


cmd("WebDriver:NewSession", {"capabilities": {"alwaysMatch": {"acceptInsecureCerts": True}}})
cmd("WebDriver:SetTimeouts", {"script": 30000})


def js(body, *a):
    return cmd(
        "WebDriver:ExecuteAsyncScript",
        {"script": body, "args": list(a), "newSandbox": False, "sandbox": None},
    )["value"]


print("UA", js("arguments[0](navigator.userAgent)"))
cmd("WebDriver:Navigate", {"url": "http://127.0.0.1:18450/v1/health"})
api("PUT", "/v1/rooms/r", {"recording": None})
JOIN = """const [sdp,key,done]=arguments; (async()=>{
 const w=window.wrappedJSObject||window;
 const st=await navigator.mediaDevices.getUserMedia({audio:true,video:true});
 const pc=new RTCPeerConnection({bundlePolicy:"max-bundle"}); w.pcs=w.pcs||{}; w.pcs[key]=pc; window.pcs=w.pcs;
 await pc.setRemoteDescription({type:"offer",sdp});
 const l=pc.getTransceivers(); for(const i of [0,1,2]) l[i].direction="sendonly";
 await l[0].sender.replaceTrack(st.getAudioTracks()[0]); await l[1].sender.replaceTrack(st.getVideoTracks()[0]);
 await pc.setLocalDescription(await pc.createAnswer());
 await new Promise(r=>{ if(pc.iceGatheringState==="complete") r(); pc.onicegatheringstatechange=()=>pc.iceGatheringState==="complete"&&r(); setTimeout(r,2000)});
 done(pc.localDescription.sdp);
})().catch(e=>done("ERR "+e+" "+e.stack))"""
STATE = """const [key,done]=arguments; const pc=window.pcs[key]; pc.getStats().then(st=>{ const pairs=[]; let ain=0,aout=0,lost=0; st.forEach(x=>{ if(x.type==="candidate-pair"){const r=st.get(x.remoteCandidateId); pairs.push([r&&r.address,x.state,!!x.nominated,!!x.selected,x.bytesSent,x.bytesReceived])} if(x.type==="inbound-rtp"&&x.kind==="audio"){ain+=x.packetsReceived;lost+=x.packetsLost} if(x.type==="outbound-rtp"&&x.kind==="audio")aout+=x.packetsSent}); done({ice:pc.iceConnectionState,conn:pc.connectionState,pairs,ain,aout,lost}) })"""
for k in ("a", "b"):
    o = api("POST", "/v1/rooms/r/sessions", {"participant": "p" + k, "session": "s" + k, "kind": "browser"})[
        "offer"
    ]
    if REVERSED:
        ranks = iter(range(65000, 65300))
        o = re.sub(
            r"(?m)^(a=candidate:\S+ 1 udp )\d+", lambda m: m[1] + str(126 << 24 | next(ranks) << 8 | 255), o
        )
    a = js(JOIN, o, k)
    if a.startswith("ERR"):
        print(a)
        break
    if k == "a":
        print("\n".join(x for x in a.splitlines() if "candidate" in x or "setup" in x)[:600])
    try:
        api("PUT", f"/v1/sessions/s{k}/answer", {"sdp": a})
    except urllib.error.HTTPError as e:
        print("answer refused", e.read())


def show(t):
    for k in "ab":
        print(t, k, js(STATE, k))
        n = api("GET", f"/v1/sessions/s{k}/statistics")
        print(
            "   relay",
            {x: n[x] for x in ("isConnected", "packetsIn", "packetsOut", "lostIn", "pathChanges")},
            [
                (
                    p["link"],
                    p["isActive"],
                    p.get("roundTripMilliseconds"),
                    p.get("sinceAnswerMilliseconds"),
                    p.get("sinceMediaMilliseconds"),
                )
                for p in n["paths"]
            ],
        )


for t in (1, 3, 5):
    time.sleep(2)
    show(f"t={t}")


def probe(seconds):
    # largest pause of growth of packetsIn (uplink at relay) and of audio received in the browser
    JSP = """const [key,ms,done]=arguments; const pc=window.pcs[key]; let last=0,at=performance.now(),gap=0,lu=0,uat=at; const end=at+ms; const go=async()=>{const st=await pc.getStats(); let n=0,u=0; st.forEach(x=>{if(x.type==="inbound-rtp"&&x.kind==="audio")n+=x.packetsReceived;}); const now=performance.now(); if(n!==last){gap=Math.max(gap,now-at);at=now;last=n} gap=Math.max(gap,now-at); if(now<end) setTimeout(go,10); else done(gap)}; go()"""
    return js(JSP, "a", int(seconds * 1000))


print("gap quiet ms", probe(3))
n0 = api("GET", "/v1/sessions/sa/statistics")
act = [p["link"] for p in n0["paths"] if p["isActive"]][0]
addr = {"telecom": "10.80.0.1", "unicom": "10.80.0.2"}[act]
print("cutting", act, addr)


def cut():
    time.sleep(1.0)
    sh(f"iptables -A INPUT -p udp -d {addr} -j DROP; iptables -A INPUT -p udp -s {addr} -j DROP")


th = threading.Thread(target=cut)
th.start()
up = []
stop = False


def watch():
    last = None
    at = time.time()
    while not stop:
        try:
            n = api("GET", "/v1/sessions/sa/statistics")["packetsIn"]
        except Exception:
            n = last
        now = time.time()
        if n != last:
            up.append(now - at)
            at = now
            last = n
        time.sleep(0.01)


w = threading.Thread(target=watch)
w.start()
print("gap at cut, heard by a, ms", probe(9))
stop = True
w.join()
print("uplink gap of a at relay s", max(up))
show("after cut")
sh("iptables -F")
time.sleep(13)
print("gap quiet ms", probe(2))
show("after return")
ff.terminate()
relay.terminate()
shutil.rmtree(work, ignore_errors=True)

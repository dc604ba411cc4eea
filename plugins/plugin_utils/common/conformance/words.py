# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The words of EOS that stay as they are in a bundle. Any other word could be a name, and is replaced."""

from __future__ import annotations

import typing as t

#: Keywords of commands, of their outputs, and parts of the keys of models, in small letters.
_WORDS: t.Final = """
aaa abandon abandoned abbreviation aboot abort aborted about absent ac acc accepted access accounting accounts acct
acctz ack acknowledgements acl acquire acquired action actions activate active activity actor actual add additional
addr address addresses addressless adj adjacencies adjacency adjust administrative administratively adv advertised
advisory aerie aes af afi after again age agent agents agg aggregate aggregation ago ahp aigp airflow alert alerts
algorithm alias aliases align alignment alive all allocation allow allowas allowed alone already alternative always
ambient ambiguous among an ancestor and another ansible answered answers any anything apart api app append applicable
application applied applying approve apps apr arch architecture are area areas args argument arista arp array arrival
as ascending ascii ask asked asks asloop asn assigned associations assumption assumptions asynceapi at attached
attempts attr attribute attributes attrs aug auth authen authenticate authentication authenticator authn authorization
authorized authorizes authport authz auto automatic autosave autostate avail available average avg away back backup
bad bandwidth banner base based bash basic batch bauthentication be became become been before begin below beside best
bestpath bfd bgp bias bindings bits blocked bm board body boolean boot bootstrap bootup both boundary bpdu bpduguard
bps bridge bridged brief broadcast broadcasts buff buffer buffered build bundle bundled burned but bw by bypass byte
bytes ca cache calibrated cancel candidate cannot cap capabilities capability capable capacity capi caps captures card
categories cause causes cc celsius center cert certificate certificates certs certz chain chained change changed
changes channel channels charset chassis check checkpoint checkpoints choice churn cipher circuit cist ckp class clean
clear clearing cli client clients clock close closes cluster cmd cmds code codes collecting collision collisions
combination comes comm command commands comment comments commit committed common communities community compatible
complete completed completion compliance components compressed compression concurrent condition conf config configs
configsessions configuration configure configured confirm confirmed conflicts conformance congestion connect connected
connecting connection connections connectivity consistent console constraint contact content context continue
contributor control controller cookie cookies cooling copp copy copying core coredump correct correctly cors cos cost
could count counter counters country counts cpu crash crc created creating creation creator credentials credentialz
criterion critical crt crypto csp current currently curve cvx dad dadfailed daemon daemons data database date day
daylight days dead debug debugging dec decommission default defaults deferred defers defined defs delay delayed delete
deleted deletes deleting denied deny des desc description descriptions designated dest detail detailed details detect
detected detection deviations device devices dh dhcp diag dict did diff differ difference differs diffs digest dir
directflow direction directly directory disable disabled disc discarded discards disconnected discover discovered
discovery dispersion display distance distinguisher distributing dns do docs does domain dominant dot dotted down dp
dps dr driver drop dropped drops dscp dst dual duplex duplicate duration dvmrp dyn dynamic each eapi ebgp ec ecdsa
echo ecmp ecn edge eeprom effect element else elsewhere email emerg emergencies emmc empties empty en enable enabled
encapsulation encoded encoding encrypted encryption end ended ends engine enhanced ent entered enters entities entries
entropy entry environment eof eor eos epoch eq err errdisable errdisabled error errors errs es esp estab established
et etc ethernet ethertype event every evpn exclude exec execution exist existing exit expand expected expire expired
expires expiry explanation explicit explorer exponent export expression ext extcommunity extended extension extensions
external externally facility facts fail failed failover failure failures fallback false family fan fans fast fcs fe
feature features feb ff field file filename files filesystems filter filtering filters find finished fips first fixed
flag flags flap flash fleet flood flooding flow for force forced form format forty forward forwarded forwarding found
four fourth fpga fqdn frame frames framing free fri from front fs full functions fv fwd garbage gateway gb gbase
general generate generated get gfull giant giants given global gmt gnmi gnpsi gnsi gnss gone got gr graceful
gratuitous gre grep gribi group groups grp gt hardware has hash have head headend header headers heartbeat hello
hellos helper helping hi high history hit hitless hits hold holder holds holdtime hop hops host hostname hosts hour
hours how hr html http httpapi httponly https hw hz ia iburst icmp icmpv id identifier identity idle ids if igmp
ignore ignored igp illegal image imet immediate import in inactive inactivity inbound include included incoming
incompatible incomplete inconsistencies indented indents index info inform information informational informs ingress
init initial inject input insert inserted inserts inst install installed installing instance instances instead
insufficient int intel inter interactives interface interfaces internal internet interval intervals intf intfs intl
intra intvl invalid inventory io ip ips ipv irq is isis issuer it items iterations its jan jitter joined json jsonrpc
judge jul jun kb kbit keep keepalive keepalives kept kernel key keys keyword kind known kpps label labeled lacp
lacpdus lag lan lanes large last late later latest layer leak leaked learned learning leave left len length less
letters level levels lfib lifetime like limit line lines link links list listen listing lists live lives lldp lo load
loaded loc local localhost locality location lock locked locking log logging login logmsg logout logs long longer
longs looks loop loopback loopprotect loss lower lowerlayerdown ls lsa lt lu lvl ma mac machine macs made maintenance
malformed managed management manual manufacturer many map mapping maps mar marker markers martian mask match matches
mau max maximum may mbps mcast md mdev med media medium mem member members membership memory merge message messages
meta metadata method methods metric mfg mgmt mgr mi mib microseconds milliseconds min minimum minute minutes
misconfigured mismatch missing mlag mnt mode model modes modifications modified module modules modulus mon monitor
month more motd mount mounts move moves mpbgp mpls ms msg mst mstp mtu mult multi multicast multihop multiline
multiple multiprotocol multitopology must na name named names nanos native nbr nd necessary needs neg negotiate
negotiated negotiation neighbor neighbors neither neq net netconf network networks never new next nexthop ng nginx nh
ni nice nlri nlris no noauth nobody nodes non none nopassword nor normal not notation notconnect notes nothing
notification notifications notify nov now nproc ns nssa ntp null num number nz object obsoleted occurred oct octets of
off offset oid ok old on once one only open opens openssh oper operating operation operational operationally opt
optical optimization option optionally options or order ordered org organization organizational orig origin originate
origins orphan orr osp ospf ospfv other others our out outbound output outputs outs outside over overhead overheat
override overrun own owner package packages packet packets padding pae pages panel parameter parameters params parse
part partial partner party pass passive passphrase password path paths pathz pattern pause pbr pct pdus peer peers pem
pending per period permission permissions permit permitted persist persistent pfx physical pid pim ping pipe pki pkt
pkts place plain plane platform please po point police policies policy poll polling pool port portchannelguard
portfast ports portsec pos position positional post postcard power pps pr precedence pref prefer preference prefix
prefixes prepend presence present previous pri primary printed prints prio priority priv privacy privilege privileged
probe probes proc process processes product profile profiles programmed progress promoted prompt protected protection
proto protocol protocols provided provider provisioning proxy pruning pv pvst pwr py python qo qos qsfp quality queue
quiesce quiet radius range ranges rank rapid rate rates rb rc rcd rcf rcv rcvd rd reach reachability reachable reached
read reading readonly ready real realm reason reauth rebase rebased receive received receiving recently reception
recirc recommended reconfig recovery redirect redistribute redistributed refid refresh refreshes refreshstale refuse
refused regex regular reinit reinitialization reject rel relay release reload remark remote removal remove removed
repeat replace replication reply report request requested requests required requirement res resequence reset resident
resolution resolved resort response responses restart restconf restore restrictions result results retrans
retransmission retransmit returned rev revision ribd ribs rip ro robustness role roles rollback rolled routable route
routed router routers routes routing row rows rpc rpki rsa rst rstp rt rtt rule rules run running runs runt runtime
runts rw rx safi sample sanitized sanity sat save saved saving savings say says scale schedule scheduled scheme scp
sctp sdk sec second secondary seconds secp secret secrets section secure secureboot security see segment segments
selective self send sending sends sensor sensors sent sep separate seq sequence serial serials served server servers
serves service services sess session sessions set sets several severity sflow sfp sftp sh sha shape shared shell short
shorts show shown shows shr shut shutdown si sid sign signed signing since single size sizes skip skipped sleeping
slots slow smart sn snd snmp snooping snpa so socket soft software some somebody something sort source sourceport
space spaces spanning spec specification specified speed spf spi spiffe sr src ssh sshd sshkey ssl sslkey st stable
stage stages stale standard stands start started starting starttime startup stat state stateless states static
statistics stats status statuses stays step steps stock stolen stop stopped storage stored storm stp str stratum
streaming string stun sub subinterface subject submit submitted subnet subnets subscribe subtype success successfully
such summary sun supplied supplies supply support supported suppressed survives suspend suspended sw swap swi switch
switched switchport switchports swix sy symbol sync synchronised synchronization synchronous sys sysdb syslog system
systemd systems table tables tacacs tag tagged tagging tail take taken takes tapagg target task tasks tcam tcp tech
tee telemetry tells telnet temp temperature temporarily termin terminal terminate test testing tests text than that
the their them there they third this those three threshold thu time timed timeout timer timers timestamp timestamps
timezone title tls tlvs to token told too top topologies topology total touch tpid tpm traceroute traffic transaction
transceiver transcript transcripts transitions translations transmissions transmit transmitted transport transports
trap traps tray tree trident trigger true truncated trunk trunking trunks trust trusted tt ttl tty tu tue tunnel two
tx txt type typed ucast ud udfff udp unable unasked unauthorized unavailable unbalanced unconf unconfigured
unconnected unconverted undeletable under undone unexpected uni unicast unified unit units unix unknown unlock
unmapped unprotected unreachable unspecified unsupported untagged until unzip up upd update updated updates uplink
uptime ur uri url urls urpf usage use used user username users uses utc utf uuid valid validation validity value
values variable variance varp vary vcs vds vendor ver verify verifying version versions via vias view violating virt
virtual vl vla vlan vlans vlanset vm vni voltage volts vpn vr vrf vrfs vrrp vtep vteps vty vtys vx vxlan wa wait warn
warning warnings was watch wed week weight what when where which whole whose width will window with withdraw within
without word words work worker workload works workspace write writing wrong www xcvr xeon xla year yes yet your za
zero zerotouch zombie zones
"""
VOCABULARY: t.Final = frozenset(_WORDS.split())

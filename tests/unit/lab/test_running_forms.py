# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Running configurations in the forms and the order that captures of real switches (4.27 to 4.33) have."""

from __future__ import annotations

from lab.eos.cli import load
from lab.eos.show import load as load_show_commands
from lab.eos.switch import Switch, SwitchSpec

RUNNING = """\
no aaa root
!
username admin role network-admin secret sha512 $6$lab$lab
!
no service interface inactive port-id allocation disabled
!
transceiver qsfp default-mode 4x10G
!
service routing protocols model multi-agent
!
link tracking group CORE
   recovery delay 1
!
hostname leafx
!
spanning-tree mode mstp
!
system l1
   unsupported speed action error
   unsupported error-correction action error
!
vlan 20
   name VLAN20
!
vrf instance TEN-A
!
interface Port-Channel1
   description 'Link to x'
   switchport mode trunk
   !
   evpn ethernet-segment
      identifier 0000:0000:0000:0000:0007
      designated-forwarder election algorithm preference 100
      route-target import 00:00:00:00:00:07
   lacp system-id 1111.2222.3333
!
interface Ethernet1
   description 'PtP to s'
   mtu 9194
   no switchport
   ip address 10.9.16.1/31
   ip ospf network point-to-point
   ip ospf area 0.0.0.0
   no isis bfd
   link tracking group CORE upstream
!
interface Ethernet2
   switchport access vlan 20
   spanning-tree portfast
!
interface Ethernet3
   no switchport
   vrf TEN-A
   ip address 192.168.100.0/31
!
interface Ethernet4
   switchport mode trunk
   channel-group 1 mode active
   link tracking group CORE downstream
!
interface Loopback0
   ip address 10.9.0.3/32
   ip ospf area 0.0.0.0
!
interface Management1
!
interface Vlan20
   description 'Gateway'
   no autostate
   vrf TEN-A
   ip address virtual 10.9.50.1/24
   ip virtual-router address 10.9.50.254
!
interface Vxlan1
   vxlan source-interface Loopback0
   vxlan udp-port 4789
   vxlan vlan 10 vni 10010
   vxlan vlan 20 vni 10020
   vxlan vrf TEN-A vni 50001
!
ip virtual-router mac-address 02:00:00:00:00:00
!
ip routing
ip routing vrf TEN-A
!
ip route vrf TEN-A 192.168.10.0/24 Null0
!
router bgp 65000
   router-id 10.9.0.3
   rd auto
   no bgp default ipv4-unicast
   maximum-paths 4 ecmp 4
   neighbor SPINES peer group
   neighbor SPINES remote-as 65000
   neighbor SPINES update-source Loopback0
   neighbor SPINES send-community extended
   neighbor 10.9.0.1 peer group SPINES
   neighbor 10.9.0.2 remote-as 65000
   neighbor 10.9.0.2 update-source Loopback1
   neighbor 10.9.0.2 ebgp-multihop 3
   neighbor 10.9.0.2 send-community extended
   redistribute connected
   !
   vlan 20
      rd 10.9.0.3:10020
      route-target both 65000:10020
      redistribute learned
   !
   address-family evpn
      neighbor SPINES activate
   !
   address-family ipv4
      no neighbor SPINES activate
      neighbor 10.9.0.2 activate
      network 10.9.0.0/31
      network 10.9.1.10/32
   !
   vrf TEN-A
      rd 10.9.0.3:50001
      route-target import evpn 65000:50001
      route-target export evpn 65000:50001
      router-id 10.9.0.3
      neighbor 192.168.100.1 remote-as 65500
      redistribute connected
      !
      address-family ipv4
         neighbor 192.168.100.1 activate
         redistribute connected
!
router multicast
   ipv4
      software-forwarding kernel
   !
   ipv6
      software-forwarding kernel
!
router ospf 1
   router-id 10.9.0.3
   bfd default
   passive-interface default
   no passive-interface Ethernet1
   max-lsa 12000
!
end
"""


def test_a_running_configuration_is_printed_as_it_was_read() -> None:
    load_show_commands()
    switch = Switch(SwitchSpec(name="leafx", ports=4, eos="4.33.1F"))
    load(switch, switch.running, RUNNING)
    assert switch.running.text() == RUNNING

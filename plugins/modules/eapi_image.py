#!/usr/bin/python
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: eapi_image
short_description: EOS images and extensions on Arista switches
description:
  - Brings an image or an extension to a switch, verifies it there by its checksum, and has it booted.
  - A file is what its checksum says. An image that is there under another name is not copied again.
  - Nothing is booted that was not verified. The boot-config stays as it is if anything fails before.
  - The image that runs and the one of the boot-config are never deleted or overwritten.
  - A standby supervisor gets the image and the boot-config too.
version_added: 0.1.0
author: aerie.arista contributors (@aerie)
extends_documentation_fragment:
  - aerie.arista.eapi_action
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
options:
  kind:
    description: What the file is.
    type: str
    choices: [image, extension]
    default: image
  url:
    description:
      - URL from which the switch downloads the file, such as V(https://files.example.com/EOS-4.34.1F.swi).
      - Kinds are C(http), C(https), C(scp), C(sftp), C(ftp) and C(tftp). A password in the URL is never shown.
    type: str
  vrf:
    description: VRF of the download.
    type: str
  src:
    description:
      - A file of the controller, in place of O(url). O(upload) says how the switch gets it.
    type: path
  upload:
    description:
      - How the switch gets O(src).
      - With V(http) it downloads the file from the controller, which serves it for the length of the task, under a path
        that cannot be guessed. So the switch must reach the controller.
      - With V(ssh) the controller sends the file, by SFTP or else by scp. The user needs privilege 15 and
        C(aaa authorization exec default local). A broken upload goes on where SFTP left off. The file has the name
        C(NAME.part) until it is whole and verified.
      - The default is V(ssh) where C(ansible_eapi_transport) is V(ssh), else V(http).
      - Host keys, private keys and passwords are those of the connection; see the C(ansible_eapi_ssh_*) options of
        P(aerie.arista.eapi#connection).
    type: str
    choices: [http, ssh]
  ssh_port:
    description: Port of the switch's SSH for O(upload=ssh), where the connection itself is another one.
    type: int
    default: 22
  serve_address:
    description:
      - Address of the controller for O(src), as the switch reaches it.
      - The default is the address from which the controller reaches the switch.
    type: str
  serve_port:
    description: Port of the controller for O(src). V(0) is any free port.
    type: int
    default: 0
  checksum:
    description:
      - What the file is, as V(sha512:HEX), V(sha256:HEX) or V(md5:HEX).
      - Needed with O(url). With O(src) the default is the SHA-512 of the file, and a file with another checksum is
        refused before it is sent.
    type: str
  name:
    description: Name of the file on the switch. The default is that of O(url) or O(src).
    type: str
  size:
    description:
      - Bytes of the file, if known. Space is then made before the download, else when the switch has none left.
      - With O(src) it is known.
    type: int
    default: 0
  release:
    description:
      - The release that an image must hold, such as V(4.34.1F). It is read from the image, which needs the right to use
        C(bash). If it cannot be read, there is a warning.
    type: str
    default: ""
  boot:
    description:
      - Set an image in the boot-config. It starts with the next reload (M(aerie.arista.eapi_reload)).
      - Install an extension, now and at each start.
    type: bool
    default: true
  free_space:
    description:
      - Delete images to make space, the oldest first, but none that runs or is booted next, and none of O(keep).
      - If it cannot be found out which image runs, none is deleted.
    type: bool
    default: true
  keep:
    description: Patterns of names of images that are not deleted, such as V(EOS-4.33*).
    type: list
    elements: str
    default: []
  timeout:
    description: How long the download or upload may take.
    type: str
    default: 30m
seealso:
  - module: aerie.arista.eapi_reload
"""

EXAMPLES = r"""
- name: Bring an image by way of the management VRF, and have it booted next
  aerie.arista.eapi_image:
    url: https://files.example.com/EOS-4.34.1F.swi
    vrf: MGMT
    checksum: "sha512:{{ eos_sha512 }}"
    release: 4.34.1F
  become: true

- name: Bring an image of the controller, and boot it later
  aerie.arista.eapi_image:
    src: images/EOS-4.34.1F.swi
    boot: false
    keep: ["EOS-4.33*"]
  become: true

- name: Send an image over SSH to a switch that cannot reach the controller
  aerie.arista.eapi_image:
    src: images/EOS-4.34.1F.swi
    upload: ssh
  become: true

- name: Install an extension, now and at each start
  aerie.arista.eapi_image:
    kind: extension
    url: https://files.example.com/TerminAttr-1.40.0-1.swix
    checksum: "sha512:{{ terminattr_sha512 }}"
  become: true
"""

RETURN = r"""
path:
  description: The file on the switch that has the content.
  returned: always
  type: str
  sample: flash:EOS-4.34.1F.swi
checksum:
  description: What it is.
  returned: always
  type: str
  sample: 5f1c9a0e0b7c2f9d1a4f0f5d8b6a3c2e7d9b1a0c4e6f8a2b3c5d7e9f1a3b5c7d
copied:
  description: Whether it was (or would be) copied.
  returned: always
  type: bool
  sample: true
deleted:
  description: The images that were (or would be) deleted to make space, and a file of the same name with other content.
  returned: always
  type: list
  elements: str
  sample: [EOS-4.31.0F.swi]
boot_image_before:
  description: The image that the boot-config named.
  returned: with O(kind=image)
  type: str
  sample: flash:/EOS-4.33.2F.swi
boot_image:
  description: The image that it names now.
  returned: with O(kind=image)
  type: str
  sample: flash:/EOS-4.34.1F.swi
standby_updated:
  description: Whether a standby supervisor got the image or the boot-config.
  returned: with O(kind=image)
  type: bool
  sample: false
release:
  description: The release that the image holds.
  returned: with O(release), if it could be read
  type: str
  sample: 4.34.1F
installed:
  description: Whether the extension was (or would be) installed.
  returned: with O(kind=extension)
  type: bool
  sample: true
booted:
  description: Whether the list of extensions of each start was (or would be) changed.
  returned: with O(kind=extension)
  type: bool
  sample: true
commands:
  description: The commands that changed the switch, without secrets.
  returned: always
  type: list
  elements: str
  sample: ["copy https://images.example.com/EOS-4.34.1F.swi flash:EOS-4.34.1F.swi"]
"""

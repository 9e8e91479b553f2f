// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

// Constants of P-256 (secp256r1) and where it is verified. Does nothing, refuses nothing.

// Order of the group.
uint256 constant CURVE_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551;

// RIP-7212 precompile, and the Solidity verifier that serves where there is no precompile (spec 1.2).
address constant P256_PRECOMPILE = address(0x100);
address constant DAIMO_VERIFIER = 0xc2b78104907F722DABAc4C69f826a522B2754De4;

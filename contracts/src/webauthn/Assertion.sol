// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Base64} from "solady/src/utils/Base64.sol";
import {CURVE_ORDER, DAIMO_VERIFIER, P256_PRECOMPILE} from "./Curve.sol";

// WebAuthn assertions as the passkey module stand-ins of the local network check them (spec 7.4).
// What it refuses (answers false): authenticator data below 37 bytes; user not present or not verified;
// backed up without being eligible; another type or place of the type than stated; a challenge that does
// not begin at byte 23 of clientDataJSON; a high s; a signature that the P-256 verifier refuses.
// What it does not look at: rpIdHash, origin, counter, crossOrigin, everything behind the challenge.
// An encoding that cannot be read, or a missing verifier contract, reverts empty.

library Assertion {
    struct Parts {
        bytes authenticatorData;
        string clientDataJSON;
        uint256 typeLocation;
        uint256 r;
        uint256 s;
        bool usePrecompile;
    }

    uint256 private constant FLAGS_AT = 32;
    uint256 private constant MIN_AUTHENTICATOR_DATA = 37;
    uint256 private constant CHALLENGE_AT = 23;

    uint8 private constant USER_PRESENT = 0x01;
    uint8 private constant USER_VERIFIED = 0x04;
    uint8 private constant BACKUP_ELIGIBLE = 0x08;
    uint8 private constant BACKED_UP = 0x10;

    /// `signature` = abi(bytes authenticatorData, string clientDataJSON, uint256 responseTypeLocation,
    /// uint256 r, uint256 s, bool usePrecompiled); the challenge is `hash` itself.
    function signs(bytes calldata signature, bytes32 hash, uint256 x, uint256 y) internal view returns (bool) {
        Parts memory parts = _decode(signature);
        if (!_flagsHold(parts.authenticatorData)) return false;
        bytes memory json = bytes(parts.clientDataJSON);
        if (!_standsAt(json, '"type":"webauthn.get"', parts.typeLocation)) return false;
        bytes memory challenge = bytes(Base64.encode(abi.encodePacked(hash), true, true));
        if (!_standsAt(json, abi.encodePacked('"challenge":"', challenge, '"'), CHALLENGE_AT)) return false;
        if (parts.s > CURVE_ORDER / 2) return false;
        return _verify(sha256(abi.encodePacked(parts.authenticatorData, sha256(json))), parts, x, y);
    }

    function _decode(bytes calldata signature) private pure returns (Parts memory parts) {
        (parts.authenticatorData, parts.clientDataJSON, parts.typeLocation, parts.r, parts.s, parts.usePrecompile) =
            abi.decode(signature, (bytes, string, uint256, uint256, uint256, bool));
    }

    function _flagsHold(bytes memory data) private pure returns (bool) {
        if (data.length < MIN_AUTHENTICATOR_DATA) return false;
        uint8 flags = uint8(data[FLAGS_AT]);
        bool backupSound = flags & BACKUP_ELIGIBLE != 0 || flags & BACKED_UP == 0;
        return flags & USER_PRESENT != 0 && flags & USER_VERIFIED != 0 && backupSound;
    }

    /// Whether `needle` stands in `text` at byte `at`.
    function _standsAt(bytes memory text, bytes memory needle, uint256 at) private pure returns (bool) {
        if (at > text.length || needle.length > text.length - at) return false;
        bytes32 found;
        assembly ("memory-safe") {
            found := keccak256(add(add(text, 32), at), mload(needle))
        }
        return found == keccak256(needle);
    }

    /// RIP-7212: input hash, r, s, x, y; answer 1, or nothing at all from a refusing precompile.
    function _verify(bytes32 message, Parts memory parts, uint256 x, uint256 y) private view returns (bool) {
        address verifier = parts.usePrecompile ? P256_PRECOMPILE : DAIMO_VERIFIER;
        (bool done, bytes memory answer) = verifier.staticcall(abi.encode(message, parts.r, parts.s, x, y));
        if (parts.usePrecompile && answer.length == 0) return false;
        return done && abi.decode(answer, (uint256)) == 1;
    }
}

// Opens many serialized accounts in one process: reads a JSON array of inputs of
// src/check-serialized.mjs from stdin, writes an array of {"opened": ...} or {"error": "..."}.
// Why: starting Node and loading the published packages costs more than a hundred openings.
// An input may carry "passkey": {x, y, authenticatorIdHash} instead of a private key; its signature
// is then left out, because only an authenticator can make one.
import { deserializePermissionAccount } from "@zerodev/permissions";
import { toWebAuthnSigner, WebAuthnSignerVersion } from "@zerodev/permissions/signers";
import { getEntryPoint } from "@zerodev/sdk/constants";
import { check } from "./src/check-serialized.mjs";
import * as C from "./src/common.mjs";

async function checkPasskey({ serialized, chainId, kernelVersion, passkey }) {
  const world = C.makeWorld(chainId);
  const { x, y, authenticatorIdHash } = passkey;
  const webAuthnKey = { pubX: BigInt(x), pubY: BigInt(y), authenticatorId: "AA", authenticatorIdHash };
  const webAuthnSignerVersion = WebAuthnSignerVersion.V0_0_4_PATCHED;
  const signer = await toWebAuthnSigner(world.client, { webAuthnKey, webAuthnSignerVersion });
  const entryPoint = getEntryPoint("0.7");
  const account = await deserializePermissionAccount(
    world.client, entryPoint, kernelVersion, serialized, signer,
  );
  const plugin = account.kernelPluginManager.regularValidator;
  const calls = [{ to: C.viem.zeroAddress, value: 1n, data: "0x" }];
  const operation = {
    sender: account.address,
    nonce: await account.getNonce(),
    callData: await account.encodeCalls(calls),
    ...(await account.getFactoryArgs()),
    callGasLimit: 1_500_000n,
    verificationGasLimit: 6_000_000n,
    preVerificationGas: 120_000n,
    maxFeePerGas: 3_000_000_000n,
    maxPriorityFeePerGas: 1_500_000_000n,
    signature: "0x",
  };
  return C.plain({
    address: account.address,
    permissionId: plugin.getIdentifier(),
    enableData: await plugin.getEnableData(),
    nonce: C.viem.toHex(operation.nonce, { size: 32 }),
    callData: operation.callData,
    factory: operation.factory,
    factoryData: operation.factoryData,
    stubSignature: await account.getStubSignature(operation),
    userOpHash: C.uoHash(operation, "0.7", C.EP07, chainId),
  });
}

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const answers = [];
for (const input of JSON.parse(Buffer.concat(chunks).toString("utf8"))) {
  try {
    answers.push({ opened: await (input.passkey ? checkPasskey(input) : check(input)) });
  } catch (error) {
    answers.push({ error: String(error.shortMessage ?? error.message) });
  }
}
console.log(JSON.stringify(answers));

// A chain that answers at once: the only thing stubbed in this benchmark is the network.
//
// Answers are made beforehand and looked up by the first four bytes of the question, so that the
// packages are measured and not the stub. Refuses questions that it does not know.
import { createPublicClient, custom, defineChain, encodeAbiParameters, encodeErrorResult, pad, parseAbi, toHex } from "viem"

const ENTRY_POINT = parseAbi(["error SenderAddressResult(address sender)"])
const GET_SENDER_ADDRESS = "0x9b249f69"
const GET_NONCE = "0x35567e1a"
const EIP712_DOMAIN = "0x84b0196e"
const CURRENT_NONCE = "0xadb610a3"
const PERMISSION_CONFIG = "0xc3e58978"
const IS_INITIALIZED = "0xd60b347f"

const reverted = (data) => Object.assign(new Error("execution reverted"), { code: 3, data })

/**
 * A client of one chain, and its transport.
 * `account`: what the factory deploys. `signer`: the signer contract of the installed permission, or
 * undefined while the account does not exist.
 */
export function world({ chainId, account, signer }) {
  const sender = encodeErrorResult({ abi: ENTRY_POINT, errorName: "SenderAddressResult", args: [account] })
  const config = encodeAbiParameters(
    [{ type: "tuple", components: [{ type: "bytes2" }, { type: "address" }, { type: "bytes22[]" }] }],
    [["0x0000", signer ?? pad("0x", { size: 20 }), []]],
  )
  const domain = encodeAbiParameters(
    ["bytes1", "string", "string", "uint256", "address", "bytes32", "uint256[]"].map((type) => ({ type })),
    ["0x0f", "Kernel", "0.3.1", BigInt(chainId), account, pad("0x"), []],
  )
  let sequence = 0n
  const call = (data) => {
    switch (data.slice(0, 10)) {
      case GET_SENDER_ADDRESS:
        throw reverted(sender)
      case GET_NONCE:
        sequence += 1n
        return `0x${data.slice(90, 138)}${sequence.toString(16).padStart(16, "0")}`
      case EIP712_DOMAIN:
        return signer ? domain : "0x"
      case CURRENT_NONCE:
        return signer ? pad("0x1") : "0x"
      case PERMISSION_CONFIG:
        return signer ? config : "0x"
      case IS_INITIALIZED:
        return "0x"
      default:
        throw new Error(`unknown question ${data}`)
    }
  }
  const request = async ({ method, params }) => {
    if (method === "eth_call") return call(params[0].data)
    if (method === "eth_chainId") return toHex(chainId)
    if (method === "eth_getCode") return signer ? "0x6001" : "0x"
    throw new Error(`unknown question ${method}`)
  }
  const chain = defineChain({
    id: chainId,
    name: `chain ${chainId}`,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [] } },
  })
  const transport = custom({ request }, { retryCount: 0 })
  return { client: createPublicClient({ chain, transport }), transport }
}

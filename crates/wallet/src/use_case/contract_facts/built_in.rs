//! Functions that this app knows without asking: standards, and well-known contracts by address.
//!
//! Why: the usual keys need no lookup. Sources: ERC-20, EIP-2612, ERC-721, ERC-1155, ERC-4626, WETH9,
//! Permit2, and the published routers of Uniswap with their published addresses.
//! Refuses: addresses that only look like one; each is named with its chains.

use alloy_primitives::Address;

/// Names of functions and their arguments, as Solidity declares them.
pub(super) type Functions = &'static [&'static str];

/// A standard or a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) functions: Functions,
}

/// ERC-20 with EIP-2612.
pub(super) const ERC20: Kind = Kind {
    name: "ERC-20 token",
    functions: &[
        "transfer(address to, uint256 amount)",
        "transferFrom(address from, address to, uint256 amount)",
        "approve(address spender, uint256 amount)",
        "increaseAllowance(address spender, uint256 addedValue)",
        "decreaseAllowance(address spender, uint256 subtractedValue)",
        "permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)",
    ],
};
/// ERC-721.
pub(super) const ERC721: Kind = Kind {
    name: "ERC-721 collection",
    functions: &[
        "safeTransferFrom(address from, address to, uint256 tokenId)",
        "safeTransferFrom(address from, address to, uint256 tokenId, bytes data)",
        "transferFrom(address from, address to, uint256 tokenId)",
        "approve(address to, uint256 tokenId)",
        "setApprovalForAll(address operator, bool approved)",
    ],
};
/// ERC-1155.
pub(super) const ERC1155: Kind = Kind {
    name: "ERC-1155 collection",
    functions: &[
        "safeTransferFrom(address from, address to, uint256 id, uint256 value, bytes data)",
        "safeBatchTransferFrom(address from, address to, uint256[] ids, uint256[] values, bytes data)",
        "setApprovalForAll(address operator, bool approved)",
    ],
};
/// ERC-4626, a vault whose shares are ERC-20 tokens.
pub(super) const ERC4626: Kind = Kind {
    name: "ERC-4626 vault",
    functions: &[
        "deposit(uint256 assets, address receiver)",
        "mint(uint256 shares, address receiver)",
        "withdraw(uint256 assets, address receiver, address owner)",
        "redeem(uint256 shares, address receiver, address owner)",
        "transfer(address to, uint256 amount)",
        "approve(address spender, uint256 amount)",
    ],
};
const WETH: Kind = Kind {
    name: "Wrapped Ether",
    functions: &[
        "deposit() payable",
        "withdraw(uint256 wad)",
        "transfer(address dst, uint256 wad)",
        "transferFrom(address src, address dst, uint256 wad)",
        "approve(address guy, uint256 wad)",
    ],
};
const PERMIT2: Kind = Kind {
    name: "Permit2",
    functions: &[
        "approve(address token, address spender, uint160 amount, uint48 expiration)",
        "transferFrom(address from, address to, uint160 amount, address token)",
        "permit(address owner, ((address,uint160,uint48,uint48),address,uint256) permitSingle, bytes signature)",
        "lockdown((address,address)[] approvals)",
        "invalidateNonces(address token, address spender, uint48 newNonce)",
    ],
};
const UNISWAP_V2: Kind = Kind {
    name: "Uniswap V2 router",
    functions: &[
        "swapExactTokensForTokens(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline)",
        "swapTokensForExactTokens(uint256 amountOut, uint256 amountInMax, address[] path, address to, uint256 deadline)",
        "swapExactETHForTokens(uint256 amountOutMin, address[] path, address to, uint256 deadline) payable",
        "swapExactTokensForETH(uint256 amountIn, uint256 amountOutMin, address[] path, address to, uint256 deadline)",
        "swapETHForExactTokens(uint256 amountOut, address[] path, address to, uint256 deadline) payable",
        "addLiquidity(address tokenA, address tokenB, uint256 amountADesired, uint256 amountBDesired, uint256 amountAMin, uint256 amountBMin, address to, uint256 deadline)",
        "removeLiquidity(address tokenA, address tokenB, uint256 liquidity, uint256 amountAMin, uint256 amountBMin, address to, uint256 deadline)",
    ],
};
const UNISWAP_V3: Kind = Kind {
    name: "Uniswap V3 router",
    functions: &[
        "exactInputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160) params) payable",
        "exactInput((bytes,address,uint256,uint256,uint256) params) payable",
        "exactOutputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160) params) payable",
        "exactOutput((bytes,address,uint256,uint256,uint256) params) payable",
        "multicall(bytes[] data) payable",
        "refundETH() payable",
        "sweepToken(address token, uint256 amountMinimum, address recipient) payable",
        "unwrapWETH9(uint256 amountMinimum, address recipient) payable",
    ],
};
const UNISWAP_V3_02: Kind = Kind {
    name: "Uniswap V3 router 02",
    functions: &[
        "exactInputSingle((address,address,uint24,address,uint256,uint256,uint160) params) payable",
        "exactInput((bytes,address,uint256,uint256) params) payable",
        "exactOutputSingle((address,address,uint24,address,uint256,uint256,uint160) params) payable",
        "exactOutput((bytes,address,uint256,uint256) params) payable",
        "swapExactTokensForTokens(uint256 amountIn, uint256 amountOutMin, address[] path, address to) payable",
        "multicall(uint256 deadline, bytes[] data) payable",
    ],
};
const UNIVERSAL: Kind = Kind {
    name: "Uniswap universal router",
    functions: &[
        "execute(bytes commands, bytes[] inputs, uint256 deadline) payable",
        "execute(bytes commands, bytes[] inputs) payable",
    ],
};

/// Ethereum, OP Mainnet, Polygon, Arbitrum One.
const OLDEST: &[u64] = &[1, 10, 137, 42161];

/// Address, chains (none listed = the same everywhere), kind.
pub(super) const KNOWN: &[(&str, &[u64], Kind)] = &[
    ("0x000000000022D473030F116dDEE9F6B43aC78BA3", &[], PERMIT2),
    ("0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2", &[1], WETH),
    ("0x4200000000000000000000000000000000000006", &[10, 8453], WETH),
    ("0x82aF49447D8a07e3bd95BD0d56f35241523fBab1", &[42161], WETH),
    ("0x7a250d5630B4cF539739dF2C5dAcb4c659F2488D", &[1], UNISWAP_V2),
    ("0xE592427A0AEce92De3Edee1F18E0157C05861564", OLDEST, UNISWAP_V3),
    ("0x68b3465833fb72A70ecDF485E0e4C7bD8665Fc45", OLDEST, UNISWAP_V3_02),
    ("0x2626664c2603336E57B271c5C0b26F421741e481", &[8453], UNISWAP_V3_02),
    ("0x3fC91A3afd70395Cd496C647d5a6CC9D4B2b7FAD", &[1, 8453], UNIVERSAL),
    ("0x66a9893cC07D91D95644AEDD05D03f95e1dBA8Af", &[1], UNIVERSAL),
];

/// The well-known contract at an address, if it is that on each of these chains.
pub(super) fn at(address: Address, chains: &[u64]) -> Option<Kind> {
    let said = address.to_checksum(None);
    let (_, here, kind) = KNOWN.iter().find(|(known, ..)| *known == said)?;
    let everywhere = here.is_empty() || chains.iter().all(|chain| here.contains(chain));
    (everywhere && !chains.is_empty()).then_some(*kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_json_abi::Function;

    #[test]
    fn each_address_has_its_checksum_and_each_function_is_one() {
        for (said, _, kind) in KNOWN {
            assert!(Address::parse_checksummed(said, None).is_ok(), "{said}");
            for function in kind.functions {
                assert!(Function::parse(function).is_ok(), "{function}");
            }
        }
        for kind in [ERC20, ERC721, ERC1155, ERC4626] {
            for function in kind.functions {
                assert!(Function::parse(function).is_ok(), "{function}");
            }
        }
    }

    #[test]
    fn a_known_address_counts_only_on_its_chains() {
        let weth: Address = "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2".parse().unwrap();
        assert_eq!(at(weth, &[1]).map(|kind| kind.name), Some("Wrapped Ether"));
        assert_eq!(at(weth, &[1, 10]), None);
        assert_eq!(at(weth, &[]), None);
        let permit2: Address = "0x000000000022D473030F116dDEE9F6B43aC78BA3".parse().unwrap();
        assert!(at(permit2, &[31337, 5]).is_some());
    }
}

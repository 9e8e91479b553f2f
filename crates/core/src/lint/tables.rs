//! Functions that move value, give allowances, or carry other calls: selector, signature, and where
//! the words are that a rule must bound (spec 4.4: bytes after the selector, by the ABI head layout).
//!
//! Why: "missing limit" can only be said of a word whose place is known. Sources: ERC-20, 721, 777,
//! 1155, 1363, 4626, EIP-2612, Permit2, WETH, and the routers, markets and bridges most in use.
//! Refuses: functions that it does not know; of those the linter says nothing.

/// Selector, signature, offsets of the amounts (for single things: of their number) and of the
/// recipient. No amounts at all: a rule cannot reach them. An empty list: the coin sent along is all.
pub(super) type Money = (u32, &'static str, Option<&'static [u64]>, Option<u64>);

/// Selector, signature, offsets of the spender and of the amount that an allowance is for.
pub(super) type Allowance = (u32, &'static str, Option<u64>, Option<u64>);

/// What moves value.
pub(super) const MONEY: &[Money] = &[
    (0xa905_9cbb, "transfer(address,uint256)", Some(&[32]), Some(0)),
    (0x23b8_72dd, "transferFrom(address,address,uint256)", Some(&[64]), Some(32)),
    (0x1296_ee62, "transferAndCall(address,uint256)", Some(&[32]), Some(0)),
    (0x4000_aea0, "transferAndCall(address,uint256,bytes)", Some(&[32]), Some(0)),
    (0xd8fb_e994, "transferFromAndCall(address,address,uint256)", Some(&[64]), Some(32)),
    (0xc1d3_4b89, "transferFromAndCall(address,address,uint256,bytes)", Some(&[64]), Some(32)),
    (0x9bd9_bbc6, "send(address,uint256,bytes)", Some(&[32]), Some(0)),
    (0x4284_2e0e, "safeTransferFrom(address,address,uint256)", Some(&[64]), Some(32)),
    (0xb88d_4fde, "safeTransferFrom(address,address,uint256,bytes)", Some(&[64]), Some(32)),
    (0xf242_432a, "safeTransferFrom(address,address,uint256,uint256,bytes)", Some(&[96]), Some(32)),
    (
        0x2eb2_c2d6,
        "safeBatchTransferFrom(address,address,uint256[],uint256[],bytes)",
        None,
        Some(32),
    ),
    (0x36c7_8516, "transferFrom(address,address,uint160,address)", Some(&[64]), Some(32)),
    (0x4296_6c68, "burn(uint256)", Some(&[0]), None),
    (0x9dc2_9fac, "burn(address,uint256)", Some(&[32]), None),
    (0xb6b5_5f25, "deposit(uint256)", Some(&[0]), None),
    (0x2e1a_7d4d, "withdraw(uint256)", Some(&[0]), None),
    (0xf3fe_f3a3, "withdraw(address,uint256)", Some(&[32]), None),
    (0x205c_2878, "withdrawTo(address,uint256)", Some(&[32]), Some(0)),
    (0x6e55_3f65, "deposit(uint256,address)", Some(&[0]), Some(32)),
    (0x94bf_804d, "mint(uint256,address)", Some(&[0]), Some(32)),
    (0xb460_af94, "withdraw(uint256,address,address)", Some(&[0]), Some(32)),
    (0xba08_7652, "redeem(uint256,address,address)", Some(&[0]), Some(32)),
    (0xa694_fc3a, "stake(uint256)", Some(&[0]), None),
    (0x2e17_de78, "unstake(uint256)", Some(&[0]), None),
    (0xa071_2d68, "mint(uint256)", Some(&[0]), None),
    (0xdb00_6a75, "redeem(uint256)", Some(&[0]), None),
    (0x852a_12e3, "redeemUnderlying(uint256)", Some(&[0]), None),
    (0xc5eb_eaec, "borrow(uint256)", Some(&[0]), None),
    (0x0e75_2702, "repayBorrow(uint256)", Some(&[0]), None),
    (0xf2b9_fdb8, "supply(address,uint256)", Some(&[32]), None),
    (0x4232_cd63, "supplyTo(address,address,uint256)", Some(&[64]), Some(0)),
    (0xc3b3_5a7e, "withdrawTo(address,address,uint256)", Some(&[64]), Some(0)),
    (0x617b_a037, "supply(address,uint256,address,uint16)", Some(&[32]), Some(64)),
    (0xe8ed_a9df, "deposit(address,uint256,address,uint16)", Some(&[32]), Some(64)),
    (0x6932_8dec, "withdraw(address,uint256,address)", Some(&[32]), Some(64)),
    (0xa415_bcad, "borrow(address,uint256,uint256,uint16,address)", Some(&[32]), None),
    (0x573a_de81, "repay(address,uint256,uint256,address)", Some(&[32]), None),
    (
        0x38ed_1739,
        "swapExactTokensForTokens(uint256,uint256,address[],address,uint256)",
        Some(&[0]),
        Some(96),
    ),
    (
        0x8803_dbee,
        "swapTokensForExactTokens(uint256,uint256,address[],address,uint256)",
        Some(&[32]),
        Some(96),
    ),
    (
        0x18cb_afe5,
        "swapExactTokensForETH(uint256,uint256,address[],address,uint256)",
        Some(&[0]),
        Some(96),
    ),
    (
        0x4a25_d94a,
        "swapTokensForExactETH(uint256,uint256,address[],address,uint256)",
        Some(&[32]),
        Some(96),
    ),
    (0x7ff3_6ab5, "swapExactETHForTokens(uint256,address[],address,uint256)", Some(&[]), Some(64)),
    (0xfb3b_db41, "swapETHForExactTokens(uint256,address[],address,uint256)", Some(&[]), Some(64)),
    (
        0x5c11_d795,
        "swapExactTokensForTokensSupportingFeeOnTransferTokens(uint256,uint256,address[],address,uint256)",
        Some(&[0]),
        Some(96),
    ),
    (
        0x791a_c947,
        "swapExactTokensForETHSupportingFeeOnTransferTokens(uint256,uint256,address[],address,uint256)",
        Some(&[0]),
        Some(96),
    ),
    (
        0xb6f9_de95,
        "swapExactETHForTokensSupportingFeeOnTransferTokens(uint256,address[],address,uint256)",
        Some(&[]),
        Some(64),
    ),
    (
        0x472b_43f3,
        "swapExactTokensForTokens(uint256,uint256,address[],address)",
        Some(&[0]),
        Some(96),
    ),
    (
        0x4271_2a67,
        "swapTokensForExactTokens(uint256,uint256,address[],address)",
        Some(&[32]),
        Some(96),
    ),
    (
        0xe8e3_3700,
        "addLiquidity(address,address,uint256,uint256,uint256,uint256,address,uint256)",
        Some(&[64, 96]),
        Some(192),
    ),
    (
        0xf305_d719,
        "addLiquidityETH(address,uint256,uint256,uint256,address,uint256)",
        Some(&[32]),
        Some(128),
    ),
    (
        0xbaa2_abde,
        "removeLiquidity(address,address,uint256,uint256,uint256,address,uint256)",
        Some(&[64]),
        Some(160),
    ),
    (
        0x414b_f389,
        "exactInputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160))",
        Some(&[160]),
        Some(96),
    ),
    (
        0x04e4_5aaf,
        "exactInputSingle((address,address,uint24,address,uint256,uint256,uint160))",
        Some(&[128]),
        Some(96),
    ),
    (
        0xdb3e_2198,
        "exactOutputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160))",
        Some(&[192]),
        Some(96),
    ),
    (
        0x5023_b4df,
        "exactOutputSingle((address,address,uint24,address,uint256,uint256,uint160))",
        Some(&[160]),
        Some(96),
    ),
    (0xc04b_8d59, "exactInput((bytes,address,uint256,uint256,uint256))", None, None),
    (0xb858_183f, "exactInput((bytes,address,uint256,uint256))", None, None),
    (0xf28c_0498, "exactOutput((bytes,address,uint256,uint256,uint256))", None, None),
    (0x09b8_1346, "exactOutput((bytes,address,uint256,uint256))", None, None),
    (0xe110_13dd, "bridgeETHTo(address,uint32,bytes)", Some(&[]), Some(0)),
    (0x8708_7623, "bridgeERC20(address,address,uint256,uint32,bytes)", Some(&[64]), None),
    (
        0x540a_bf73,
        "bridgeERC20To(address,address,address,uint256,uint32,bytes)",
        Some(&[96]),
        Some(64),
    ),
    (0x58a9_97f6, "depositERC20(address,address,uint256,uint32,bytes)", Some(&[64]), None),
    (
        0x838b_2520,
        "depositERC20To(address,address,address,uint256,uint32,bytes)",
        Some(&[96]),
        Some(64),
    ),
    (0x6fd3_504e, "depositForBurn(uint256,uint32,bytes32,address)", Some(&[0]), Some(64)),
    (
        0x8e02_50ee,
        "depositForBurn(uint256,uint32,bytes32,address,bytes32,uint256,uint32)",
        Some(&[0]),
        Some(64),
    ),
    (
        0x7b93_9232,
        "depositV3(address,address,address,address,uint256,uint256,uint256,address,uint32,uint32,uint32,bytes)",
        Some(&[128]),
        Some(32),
    ),
];

/// What leaves an allowance behind. Without an amount: for all there is, or more each time.
pub(super) const ALLOWANCES: &[Allowance] = &[
    (0x095e_a7b3, "approve(address,uint256)", Some(0), Some(32)),
    (0x3950_9351, "increaseAllowance(address,uint256)", Some(0), None),
    (0xd73d_d623, "increaseApproval(address,uint256)", Some(0), None),
    (
        0xd505_accf,
        "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)",
        Some(32),
        Some(64),
    ),
    (
        0x8fcb_af0c,
        "permit(address,address,uint256,uint256,bool,uint8,bytes32,bytes32)",
        Some(32),
        Some(128),
    ),
    (0xa22c_b465, "setApprovalForAll(address,bool)", Some(0), Some(32)),
    (0x3177_029f, "approveAndCall(address,uint256)", Some(0), Some(32)),
    (0xcae9_ca51, "approveAndCall(address,uint256,bytes)", Some(0), Some(32)),
    (0x959b_8c3f, "authorizeOperator(address)", Some(0), None),
    (0xc04a_8a10, "approveDelegation(address,uint256)", Some(0), Some(32)),
    (0x1104_96e5, "allow(address,bool)", Some(0), Some(32)),
    (0x8751_7c45, "approve(address,address,uint160,uint48)", Some(32), Some(64)),
    (
        0x2b67_b570,
        "permit(address,((address,uint160,uint48,uint48),address,uint256),bytes)",
        Some(160),
        Some(64),
    ),
    (
        0x2a2d_80d1,
        "permit(address,((address,uint160,uint48,uint48)[],address,uint256),bytes)",
        None,
        None,
    ),
];

/// What carries other calls inside.
pub(super) const CARRIERS: &[(u32, &str)] = &[
    (0xac96_50d8, "multicall(bytes[])"),
    (0x5ae4_01dc, "multicall(uint256,bytes[])"),
    (0x1f04_64d1, "multicall(bytes32,bytes[])"),
    (0x2485_6bc3, "execute(bytes,bytes[])"),
    (0x3593_564c, "execute(bytes,bytes[],uint256)"),
    (0x252d_ba42, "aggregate((address,bytes)[])"),
    (0xbce3_8bd7, "tryAggregate(bool,(address,bytes)[])"),
    (0x82ad_56cb, "aggregate3((address,bool,bytes)[])"),
    (0x174d_ea71, "aggregate3Value((address,bool,uint256,bytes)[])"),
    (0x8d80_ff0a, "multiSend(bytes)"),
    (
        0x6a76_1202,
        "execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,bytes)",
    ),
    (0x4687_21a7, "execTransactionFromModule(address,uint256,bytes,uint8)"),
    (0xb61d_27f6, "execute(address,uint256,bytes)"),
    (0x34fc_d5be, "executeBatch((address,uint256,bytes)[])"),
    (0x07ed_2379, "swap(address,(address,address,address,address,uint256,uint256,uint256),bytes)"),
    (0x6dbf_2fa0, "call(address,uint256,bytes)"),
    (0xbe6d_055a, "proxy(address,bytes)"),
];

/// What swaps, and the offset of the least amount that must come out.
pub(super) const SWAPS: &[(u32, u64)] = &[
    (0x38ed_1739, 32),
    (0x18cb_afe5, 32),
    (0x5c11_d795, 32),
    (0x791a_c947, 32),
    (0x472b_43f3, 32),
    (0x7ff3_6ab5, 0),
    (0xb6f9_de95, 0),
    (0x414b_f389, 192),
    (0x04e4_5aaf, 160),
];

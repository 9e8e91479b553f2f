// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

// Stand-in for the local network only: the money of the demo, an ERC-20 with six decimals.
// What it does: balances, allowances, and a mint that is open to everybody (the faucet's source).
// What it refuses: to move more than a balance or an allowance holds. It has no owner, no pause
// and no permit; a token that anybody can print must never leave the local network.

/// @title Demo Dollar (DUSD), ERC-20 (EIP-20).
contract DemoToken {
    string public constant name = "Demo Dollar";
    string public constant symbol = "DUSD";
    uint8 public constant decimals = 6;

    uint256 public totalSupply;
    mapping(address holder => uint256) public balanceOf;
    mapping(address holder => mapping(address spender => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    error InsufficientBalance();
    error InsufficientAllowance();

    /// Prints `value` units (millionths of a dollar) for `to`. Open to every caller.
    function mint(address to, uint256 value) external {
        totalSupply += value;
        balanceOf[to] += value;
        emit Transfer(address(0), to, value);
    }

    function approve(address spender, uint256 value) external returns (bool) {
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
        return true;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        _move(msg.sender, to, value);
        return true;
    }

    /// An allowance of 2^256-1 is never used up.
    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        uint256 left = allowance[from][msg.sender];
        require(left >= value, InsufficientAllowance());
        if (left != type(uint256).max) allowance[from][msg.sender] = left - value;
        _move(from, to, value);
        return true;
    }

    function _move(address from, address to, uint256 value) private {
        uint256 held = balanceOf[from];
        require(held >= value, InsufficientBalance());
        balanceOf[from] = held - value;
        balanceOf[to] += value;
        emit Transfer(from, to, value);
    }
}

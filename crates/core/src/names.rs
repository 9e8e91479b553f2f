//! Names that an asker gives to bytes: tokens, networks, functions. Display only.
//!
//! Why: a person reads `25 DUSD`, not `25000000`. A name is a claim: it never decides anything,
//! and whoever shows it also shows the address and the smallest units.
//! Refuses: a function whose signature does not hash to the selector, a token whose claims for the
//! chains in question disagree, decimals above [`amount::MAX_DECIMALS`].

use alloy_json_abi::Function;
use alloy_primitives::{Address, FixedBytes, U256};

use crate::{
    amount,
    approval::{Claims, TokenClaim},
    date,
    language::{Language, Message, Value, table::word},
    policy::describe::span::Span,
    text,
};

/// `transfer(address,uint256)`.
pub const TRANSFER: FixedBytes<4> = FixedBytes(0xa905_9cbb_u32.to_be_bytes());

/// Most claimed functions that are read.
const MAX_FUNCTIONS: usize = 64;

/// Claims, cleaned and restricted to some chains.
#[derive(Debug, Clone)]
pub struct Names<'a> {
    claims: &'a Claims,
    chains: &'a [u64],
    functions: Vec<Function>,
    language: Language,
}

/// A token's claimed symbol (clean) and decimals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Cleaned, never empty.
    pub symbol: String,
    /// At most [`amount::MAX_DECIMALS`].
    pub decimals: u8,
    /// How its amounts are written.
    pub language: Language,
}

impl Token {
    /// `25 DUSD`.
    #[must_use]
    pub fn amount(&self, atoms: U256) -> String {
        format!("{} {}", amount::format_in(self.language, atoms, self.decimals), self.symbol)
    }
}

impl<'a> Names<'a> {
    /// Names as claimed for these chains.
    #[must_use]
    pub fn new(claims: &'a Claims, chains: &'a [u64]) -> Self {
        let signatures = claims.functions.iter().take(MAX_FUNCTIONS);
        let short = signatures.filter(|s| s.len() <= text::SIGNATURE_MAX);
        let functions = short.filter_map(|s| Function::parse(s).ok()).collect();
        Self { claims, chains, functions, language: Language::default() }
    }

    /// The same names, for sentences in a language.
    #[must_use]
    pub const fn speaking(mut self, language: Language) -> Self {
        self.language = language;
        self
    }

    /// The language of the sentences made with these names.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// A message in that language as plain text, addresses in full.
    #[must_use]
    pub fn say(&self, message: &Message, args: &[(&str, Value)]) -> String {
        message.say(self.language, args)
    }

    /// A message in that language as pieces of a sentence.
    #[must_use]
    pub fn spans(&self, message: &Message, args: &[(&str, Value)]) -> Vec<Span> {
        message.spans(self.language, args)
    }

    /// `a, b and c` in that language.
    #[must_use]
    pub fn and(&self, items: &[String]) -> String {
        list(items, word::AND.text(self.language))
    }

    /// `a, b or c` in that language.
    #[must_use]
    pub fn or(&self, items: &[String]) -> String {
        list(items, word::OR.text(self.language))
    }

    /// The same names, for some of the chains.
    #[must_use]
    pub fn only<'b>(&self, chains: &'b [u64]) -> Names<'b>
    where
        'a: 'b,
    {
        Names {
            claims: self.claims,
            chains,
            functions: self.functions.clone(),
            language: self.language,
        }
    }

    /// Chains these names are for.
    #[must_use]
    pub const fn chains(&self) -> &'a [u64] {
        self.chains
    }

    /// The token at an address, if it is claimed for each of these chains and all claims say the
    /// same.
    #[must_use]
    pub fn token(&self, address: Address) -> Option<Token> {
        let claims = |chain: u64| {
            let here = move |t: &&TokenClaim| t.token == address && t.chain_id == chain;
            self.claims.tokens.iter().filter(here)
        };
        let first = claims(*self.chains.first()?).next()?;
        let same = |t: &TokenClaim| t.decimals == first.decimals && t.symbol == first.symbol;
        let agreed = |chain: &u64| claims(*chain).next().is_some() && claims(*chain).all(same);
        let fits = self.chains.iter().all(agreed) && first.decimals <= amount::MAX_DECIMALS;
        let symbol = text::label(&first.symbol, text::SYMBOL_MAX, false);
        let token = Token { symbol, decimals: first.decimals, language: self.language };
        (fits && !token.symbol.is_empty()).then_some(token)
    }

    /// The claimed name of a network, or `network 31337`.
    #[must_use]
    pub fn network(&self, chain_id: u64) -> String {
        let claim = self.claims.networks.iter().find(|n| n.chain_id == chain_id);
        let name = claim.map(|n| text::label(&n.name, text::NAME_MAX, true)).unwrap_or_default();
        if name.is_empty() { self.nameless(chain_id) } else { name }
    }

    fn nameless(&self, chain_id: u64) -> String {
        self.say(&word::NETWORK, &[("chain", chain_id.to_string().into())])
    }

    /// The networks as a list: `Base and Optimism`, for several; empty for none.
    #[must_use]
    pub fn networks(&self) -> Vec<String> {
        self.chains.iter().map(|c| self.network(*c)).collect()
    }

    /// An amount of the chains' native coin; 18 decimals on every EVM chain.
    #[must_use]
    pub fn native(&self, wei: U256) -> String {
        format!("{} {}", amount::format_in(self.language, wei, 18), self.native_symbol())
    }

    /// A date and time in UTC.
    #[must_use]
    pub fn date(&self, unix_secs: u64) -> String {
        date::words_in(self.language, unix_secs)
    }

    /// `25 000 000 smallest units`.
    #[must_use]
    pub fn atoms(&self, atoms: U256) -> String {
        let count = amount::group(&atoms.to_string());
        self.say(&word::ATOMS, &[("count", count.into())])
    }

    /// An amount of a token as it is claimed, or in smallest units.
    #[must_use]
    pub fn of_token(&self, token: Address, atoms: U256) -> String {
        self.token(token).map_or_else(|| self.atoms(atoms), |token| token.amount(atoms))
    }

    /// Symbol of the native coin, or `native coin` when unknown or not the same on all chains.
    #[must_use]
    pub fn native_symbol(&self) -> String {
        let here = self.claims.networks.iter().filter(|n| self.chains.contains(&n.chain_id));
        let mut symbols: Vec<_> =
            here.map(|n| text::label(&n.native_symbol, text::SYMBOL_MAX, false)).collect();
        symbols.dedup();
        match symbols.as_slice() {
            [one] if !one.is_empty() => one.clone(),
            _ => word::NATIVE.text(self.language).to_owned(),
        }
    }

    /// A function by selector: `transfer` is known, others must be claimed and hash to it.
    #[must_use]
    pub fn function(&self, selector: FixedBytes<4>) -> Option<Function> {
        if selector == TRANSFER {
            return Function::parse("transfer(address to, uint256 amount)").ok();
        }
        self.functions.iter().find(|f| f.selector() == selector).cloned()
    }

    /// `transfer(address,uint256)`, or `function 0xa9059cbb` when no claim fits or the signature is
    /// too long to be shown whole: one that is cut could be read as another.
    #[must_use]
    pub fn function_words(&self, selector: FixedBytes<4>) -> String {
        let signature = self.function(selector).map(|function| function.signature());
        match signature.filter(|whole| whole.len() <= text::SIGNATURE_MAX) {
            Some(whole) => text::clean(&whole, text::SIGNATURE_MAX),
            None => self.say(&word::FUNCTION, &[("selector", selector.to_string().into())]),
        }
    }

    /// The claims on these networks and on `tokens`, as sentences that say who claims them.
    #[must_use]
    pub fn sentences(&self, tokens: &[Address]) -> Vec<String> {
        let networks = self.chains.iter().filter_map(|chain| {
            let name = self.network(*chain);
            let claimed = name != self.nameless(*chain);
            let args = [("name", name.into()), ("chain", chain.to_string().into())];
            claimed.then(|| self.say(&word::CLAIMED_NETWORK, &args))
        });
        let tokens = tokens.iter().filter_map(|address| {
            let Token { symbol, decimals, .. } = self.token(*address)?;
            let args = [
                ("symbol", symbol.into()),
                ("decimals", decimals.to_string().into()),
                ("token", Value::Address(*address)),
            ];
            Some(self.say(&word::CLAIMED_TOKEN, &args))
        });
        networks.chain(tokens).collect()
    }
}

/// `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn list(items: &[String], last: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., tail] => format!("{} {last} {tail}", head.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::approval::NetworkClaim;

    fn claims() -> Claims {
        let token = Address::repeat_byte(7);
        let claim = |chain_id, decimals| TokenClaim {
            chain_id,
            token,
            symbol: "DU\u{202E}SD".to_owned(),
            decimals,
        };
        let network = |chain_id, name: &str| NetworkClaim {
            chain_id,
            name: name.to_owned(),
            native_symbol: "ETH".to_owned(),
        };
        Claims {
            tokens: vec![claim(1, 6), claim(2, 6), claim(3, 18)],
            networks: vec![network(1, "One"), network(2, "Two")],
            functions: vec!["mint(address to,uint256)".to_owned(), "nonsense(".to_owned()],
        }
    }

    #[test]
    fn tokens_need_agreement() {
        let (claims, token) = (claims(), Address::repeat_byte(7));
        let agreed = Names::new(&claims, &[1, 2]).token(token).unwrap();
        assert_eq!(agreed.amount(U256::from(25_000_000)), "25 DUSD");
        assert_eq!(Names::new(&claims, &[1, 3]).token(token), None);
        assert_eq!(Names::new(&claims, &[9]).token(token), None);
        assert_eq!(Names::new(&claims, &[1, 9]).token(token), None);
    }

    #[test]
    fn networks_and_native_coin() {
        let claims = claims();
        let names = Names::new(&claims, &[1, 2]);
        assert_eq!(list(&names.networks(), "and"), "One and Two");
        assert_eq!(names.native(U256::from(10).pow(U256::from(18))), "1 ETH");
        assert_eq!(Names::new(&claims, &[9]).network(9), "network 9");
        assert_eq!(Names::new(&claims, &[9]).native_symbol(), "native coin");
    }

    #[test]
    fn functions_must_hash_to_the_selector() {
        let claims = claims();
        let names = Names::new(&claims, &[1]);
        assert_eq!(
            names.function_words(FixedBytes([0x40, 0xc1, 0x0f, 0x19])),
            "mint(address,uint256)"
        );
        assert_eq!(names.function_words(FixedBytes([1, 2, 3, 4])), "function 0x01020304");
        assert_eq!(names.function_words(TRANSFER), "transfer(address,uint256)");
    }
}

//! The first step: an account with test money.

use super::{Answer, Story};

impl Story {
    /// Makes the account; the person chooses a passphrase in the native window.
    pub async fn create_account(&mut self) -> String {
        self.desktop.press("button", "Create account…").await;
        self.answer("create-account", Answer::Choose);
        self.desktop.find("heading", "Home").await;
        let address = self.address().await;
        let (coins, tokens) = self.holdings().await;
        self.picture("home").await;
        format!("Home shows {address} with {coins} and {tokens} of test money")
    }

    /// The same, but the person says no.
    pub async fn refuse_account(&mut self, answer: Answer) -> String {
        self.desktop.press("button", "Create account…").await;
        self.answer("create-account-refused", answer);
        self.desktop.find("button", "Create account…").await;
        let said = self.desktop.alert().await;
        self.picture("account-refused").await;
        assert_eq!(self.ledger().accounts(), 0, "an account was kept");
        format!("Nothing was made; the app says: “{said}”")
    }

    /// The account's address, from the page.
    pub async fn address(&self) -> String {
        self.desktop.marked("[data-value^='0x']").await
    }

    /// Coins and tokens, as the page shows them.
    async fn holdings(&self) -> (String, String) {
        self.desktop.says("DUSD").await;
        let text = self.desktop.text().await;
        let one = |symbol: &str| {
            let lines: Vec<&str> = text.lines().map(str::trim).collect();
            let place = lines.iter().position(|line| line.ends_with(symbol)).unwrap();
            let line = lines[place];
            let whole =
                if line == symbol { format!("{} {symbol}", lines[place - 1]) } else { line.into() };
            assert!(!whole.starts_with("0 "), "no test money: {whole}");
            whole
        };
        (one("ETH"), one("DUSD"))
    }
}

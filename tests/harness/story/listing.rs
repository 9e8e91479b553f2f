//! What the lists say afterwards.

use super::Story;

impl Story {
    /// The Keys page shows the key installed, with the block at which that was read.
    pub async fn see_installed(&mut self) -> String {
        self.go("Keys").await;
        let title = self.desktop.title_of("Local network installed").await;
        assert!(title.contains("Read at block "), "no block: {title}");
        self.picture("keys-installed").await;
        format!("Keys: {title}")
    }

    /// The Keys page lists these keys under the ended ones, with the block at which that was read.
    pub async fn see_ended(&mut self, keys: &[&str]) -> String {
        self.go("Keys").await;
        self.desktop.says("No live keys").await;
        let tab = self.ended_tab().await;
        self.desktop.press("tab", &tab).await;
        for key in keys {
            self.desktop.find("button", &format!("Details of {key}")).await;
        }
        let title = self.desktop.title_of("Local network uninstalled").await;
        assert!(title.contains("Read at block "), "no block: {title}");
        self.picture("keys-ended").await;
        format!("Keys: {tab}. {title}")
    }

    async fn ended_tab(&self) -> String {
        for count in 1..=9 {
            let name = format!("Ended {count}");
            if self.desktop.look("tab", &name).await.is_some() {
                return name;
            }
        }
        panic!("no ended keys: {}", self.desktop.text().await)
    }

    /// The activity list tells the whole story, newest first.
    pub async fn see_activity(&mut self, wanted: &[&str]) -> String {
        self.go("Activity").await;
        for words in wanted {
            self.desktop.says(words).await;
        }
        self.picture("activity").await;
        let text = self.desktop.text().await;
        let count = |word: &str| text.lines().filter(|line| line.trim() == word).count();
        format!("Activity lists it all: {} done, {} refused", count("done"), count("refused"))
    }
}

//! What views are made of, and what a use case makes stale.
//!
//! Why: screens read again exactly what changed, and nothing polls.
//! Refuses: to carry data; a tag only says "read again".

use serde::{Deserialize, Serialize};
use specta::Type;
use tokio::sync::broadcast;

/// A part of what screens show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Tag {
    /// [`crate::views::Status`].
    Status,
    /// [`crate::views::Holdings`].
    Holdings,
    /// [`crate::views::NetworkView`].
    Networks,
    /// [`crate::views::KeyView`].
    Keys,
    /// [`crate::views::AgentView`].
    Agents,
    /// [`crate::views::OwnerKeyView`].
    Owners,
    /// [`crate::views::ActivityView`].
    Activity,
    /// [`crate::views::NoticeSettings`].
    Notices,
    /// [`crate::views::Contact`].
    Contacts,
    /// [`crate::views::CeilingView`].
    Ceilings,
    /// [`crate::views::BuilderSettings`].
    Builder,
    /// [`crate::views::SwitchHealth`].
    Switch,
    /// [`crate::views::DriftView`].
    Drift,
    /// [`crate::views::EndJobView`].
    Jobs,
}

/// Something changed; read these again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Changed {
    /// What.
    pub tags: Vec<Tag>,
}

/// Tells every listener. A listener that lags behind sees an error and reads everything again.
#[derive(Debug, Clone)]
pub struct Changes {
    sender: broadcast::Sender<Changed>,
}

impl Changes {
    /// Nobody listens yet.
    #[must_use]
    pub fn new() -> Self {
        Self { sender: broadcast::channel(64).0 }
    }

    /// From now on.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Changed> {
        self.sender.subscribe()
    }

    /// Says what to read again. Nobody listening is fine.
    pub fn tell(&self, tags: &[Tag]) {
        let _nobody_listens = self.sender.send(Changed { tags: tags.to_vec() });
    }
}

impl Default for Changes {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn listeners_hear_what_changed() {
        let changes = Changes::new();
        changes.tell(&[Tag::Keys]);
        let mut heard = changes.listen();
        changes.tell(&[Tag::Keys, Tag::Status]);
        assert_eq!(heard.recv().await.map(|c| c.tags), Ok(vec![Tag::Keys, Tag::Status]));
    }
}

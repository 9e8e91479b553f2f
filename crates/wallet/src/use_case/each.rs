//! The same work for several networks at once.
//!
//! Why: one slow network does not hold up the others.
//! Refuses: to change the order; answers come back as asked.

use std::future::Future;

use tokio::task::JoinSet;

use crate::error::{Error, Result};

/// Runs all, answers in order.
pub(crate) async fn each<T, F>(work: impl IntoIterator<Item = F>) -> Result<Vec<T>>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let mut set = JoinSet::new();
    for (place, one) in work.into_iter().enumerate() {
        set.spawn(async move { (place, one.await) });
    }
    let mut done = Vec::with_capacity(set.len());
    while let Some(ended) = set.join_next().await {
        done.push(ended.map_err(|_cut| Error::bug("Work on a network was cut off."))?);
    }
    done.sort_by_key(|(place, _)| *place);
    Ok(done.into_iter().map(|(_, answer)| answer).collect())
}

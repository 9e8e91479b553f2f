//! Approving without a window: the same sheet as text on the controlling terminal.
//!
//! Why: a server has no display, and its owner still must see what is signed. Asked for by the word
//! `--tty` only, so that nobody is led from the window to the terminal.
//! What it is worth: less than the window. Whoever owns the terminal (a multiplexer, an `ssh` host, a
//! program of the same user) sees what is typed and could draw the same words; the sheet says so.
//! Refuses: standard input as a keyboard, a process without a terminal, keys pressed before the sheet
//! was shown to its end, going on without the word that the sheet names and then the secret.

mod ask;
mod terminal;
mod text;

use std::{
    io::{Read, Write},
    path::Path,
    sync::Arc,
    time::Instant,
};

use latchkey_core::approval::Refusal;

use self::{ask::TtyTalk, terminal::Terminal};
use crate::{
    approve::{self, Approved, Case, Opened, Refused, Taken, Waker, watch},
    owner::OwnerError,
    vault::Vaults,
};

/// Reads the request, asks on the terminal, answers. Everything that goes wrong becomes a refusal.
pub fn run(
    mut input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
    data: &Path,
) {
    let started = Instant::now();
    let Some(Taken { case, outbox, deadline_secs }) = approve::take(&mut input, Box::new(output))
    else {
        return;
    };
    let terminal = match Terminal::open() {
        Ok(terminal) => terminal,
        Err(error) => {
            let message = format!(
                "There is no terminal to ask on ({error}). Nothing was signed; run it in a terminal, or without --tty where there is a display."
            );
            outbox.refuse_saying(Refusal::NoDisplay, &message);
            return;
        }
    };
    watch::pipe(input, &outbox, &Waker::default());
    watch::deadline(deadline_secs, started, &outbox);
    let talk = TtyTalk::new(terminal, Arc::clone(&outbox));
    talk.say("Opening the vault. If your keychain is locked, it asks you to unlock it.");
    match conversation(case, &talk, data) {
        Ok((opened, approved)) => finish(opened, approved, &talk),
        Err(refused) => {
            talk.say(&refused.message);
            outbox.refuse_saying(refused.reason, &refused.message);
        }
    }
    outbox.refuse(Refusal::Closed);
}

/// Sheet, word, secret.
fn conversation(case: Case, talk: &TtyTalk, data: &Path) -> Result<(Opened, Approved), Refused> {
    let sheet = case.sheet();
    let mut opened = case.open(Vaults::open(data))?;
    let place = opened.place();
    talk.show_sheet(&text::lines(&sheet, opened.described().as_ref(), place))?;
    talk.word(sheet.approve)?;
    match opened.run(talk) {
        Ok(approved) => Ok((opened, approved)),
        // Somebody else has answered already, or the person pressed Ctrl-C.
        Err(OwnerError::Cancelled) => Err(talk.why_not().into()),
        Err(error) => Err(error.into()),
    }
}

/// Only who gets the claim stores and sends; a refusal that came first wins.
fn finish(opened: Opened, approved: Approved, talk: &TtyTalk) {
    let Some(claim) = talk.outbox().claim() else {
        talk.say(crate::outbox::words(talk.why_not()));
        return;
    };
    match approved.commit(opened, claim.request_id()) {
        Ok(verdict) => {
            talk.say("Done.");
            if let Err(error) = claim.send(&verdict) {
                tracing::warn!(%error, "the asker did not hear the approval");
            }
        }
        Err(Refused { reason, message }) => {
            talk.say(&message);
            claim.refuse(reason, &message);
        }
    }
}

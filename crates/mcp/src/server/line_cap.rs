//! A reader that ends when a line grows too long.
//!
//! Why: the socket's other end may be any program of this user; a line without an end must not
//! fill the memory.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, ReadBuf};

/// A reader that fails after more than `max` bytes without a line end.
#[derive(Debug)]
pub(super) struct LineCap<R> {
    reader: R,
    max: usize,
    length: usize,
}

impl<R> LineCap<R> {
    pub(super) const fn new(reader: R, max: usize) -> Self {
        Self { reader, max, length: 0 }
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for LineCap<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let poll = Pin::new(&mut self.reader).poll_read(cx, buf);
        let new = buf.filled().get(before..).unwrap_or_default();
        self.length = match new.iter().rposition(|byte| *byte == b'\n') {
            Some(last) => new.len().saturating_sub(last + 1),
            None => self.length.saturating_add(new.len()),
        };
        if self.length > self.max {
            buf.set_filled(before);
            return Poll::Ready(Err(io::ErrorKind::InvalidData.into()));
        }
        poll
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt;

    #[tokio::test]
    async fn long_lines_end_the_stream() {
        let fine = [b"x".repeat(90), b"\n".to_vec(), b"y".repeat(90)].concat();
        let mut out = Vec::new();
        assert!(LineCap::new(fine.as_slice(), 100).read_to_end(&mut out).await.is_ok());
        let long = b"x".repeat(101);
        assert!(LineCap::new(long.as_slice(), 100).read_to_end(&mut out).await.is_err());
    }
}

//! Frames on the pipe: `u32` big-endian length, then that many bytes of JSON.
//!
//! Why: a length that is checked before anything is read bounds what a broken program can make us
//! keep in memory.
//! Refuses: frames that are empty or above [`MAX_FRAME_BYTES`], and JSON that is not exactly the
//! type expected.

use latchkey_core::approval::MAX_FRAME_BYTES;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Why a frame did not pass.
#[derive(Debug, thiserror::Error)]
pub(super) enum FrameError {
    /// The other side is gone.
    #[error("the pipe ended")]
    Ended,
    /// Longer than allowed, or empty.
    #[error("a frame of {0} bytes; 1 to {MAX_FRAME_BYTES} are allowed")]
    Length(usize),
    /// Not the JSON expected.
    #[error("a frame that cannot be understood")]
    Content,
}

/// Writes one frame.
pub(super) async fn write<T: Serialize + Sync>(
    pipe: &mut (impl AsyncWrite + Unpin + Send),
    message: &T,
) -> Result<(), FrameError> {
    let body = serde_json::to_vec(message).map_err(|_error| FrameError::Content)?;
    let length = match u32::try_from(body.len()) {
        Ok(length) if body.len() <= MAX_FRAME_BYTES => length,
        _ => return Err(FrameError::Length(body.len())),
    };
    let mut frame = length.to_be_bytes().to_vec();
    frame.extend_from_slice(&body);
    pipe.write_all(&frame).await.map_err(|_error| FrameError::Ended)?;
    pipe.flush().await.map_err(|_error| FrameError::Ended)
}

/// Reads one frame.
pub(super) async fn read<T: DeserializeOwned>(
    pipe: &mut (impl AsyncRead + Unpin + Send),
) -> Result<T, FrameError> {
    let mut length = [0; 4];
    pipe.read_exact(&mut length).await.map_err(|_error| FrameError::Ended)?;
    let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
    if length == 0 || length > MAX_FRAME_BYTES {
        return Err(FrameError::Length(length));
    }
    let mut body = vec![0; length];
    pipe.read_exact(&mut body).await.map_err(|_error| FrameError::Ended)?;
    serde_json::from_slice(&body).map_err(|_error| FrameError::Content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_written_is_read() {
        let (mut here, mut there) = tokio::io::duplex(64);
        write(&mut here, &"hello").await.unwrap();
        assert_eq!(read::<String>(&mut there).await.unwrap(), "hello");
    }

    #[tokio::test]
    async fn too_long_and_empty_frames_are_refused_before_they_are_read() {
        let (mut here, mut there) = tokio::io::duplex(64);
        let big = "x".repeat(MAX_FRAME_BYTES);
        assert!(matches!(write(&mut here, &big).await, Err(FrameError::Length(_))));
        for length in [0_u32, 256 * 1024 + 1, u32::MAX] {
            here.write_all(&length.to_be_bytes()).await.unwrap();
            assert!(matches!(read::<String>(&mut there).await, Err(FrameError::Length(_))));
        }
    }

    #[tokio::test]
    async fn half_a_frame_is_an_end() {
        let (mut here, mut there) = tokio::io::duplex(64);
        here.write_all(&[0, 0, 0, 9, b'"']).await.unwrap();
        drop(here);
        assert!(matches!(read::<String>(&mut there).await, Err(FrameError::Ended)));
    }
}

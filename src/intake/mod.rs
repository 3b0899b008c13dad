//! The reader's own files, as rows. Text from outside is data: it is never run, followed or rendered.

"""What the tester of the API's description has to know beyond it: a piece of an upload is plain bytes."""

import schemathesis

schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")

// A certificate for localhost that nobody vouches for, made for tests alone, and the key to it. Good from
// 2000 to 2126: a machine's clock may stand wherever it likes.

export const selfSignedCertificate = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQglId7mKP3RN++8Kpt
EXvaBV845drCp4NPfONw3EWyAaGhRANCAAQV5crCjOQhLJ5Nl2TgvyKu3h31ekkT
1jvnErEUATZpeUI+8Z7vVdVefBq4lcRCIFWxqjaCETu3rJETj7Ayd2i2
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUQ6Mt6ETrFH1igoBEr79ATi2KiUYwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTAwMDEwMTAwMDAwMFoYDzIxMjcwMTAx
MDAwMDAwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQV5crCjOQhLJ5Nl2TgvyKu3h31ekkT1jvnErEUATZpeUI+8Z7vVdVe
fBq4lcRCIFWxqjaCETu3rJETj7Ayd2i2o28wbTAdBgNVHQ4EFgQUOPoPBWeojx+v
rC7nJxSEsb7f7vYwHwYDVR0jBBgwFoAUOPoPBWeojx+vrC7nJxSEsb7f7vYwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSQAwRgIhAIEwlqWkzGNfhyVyeljgATjMFkQ+Po/hPNni4fNZ9quNAiEA
0echsKAjB08i7KdLwzwl1BH9S+N06L95XhmyruFBOJ8=
-----END CERTIFICATE-----
`,
};

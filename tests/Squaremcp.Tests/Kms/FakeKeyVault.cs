using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Azure.Core;

namespace Squaremcp.Tests.Kms;

/// <summary>A Key Vault that keeps RSA keys by name and version, and refuses what the service refuses: no or another token, another api-version, another algorithm, a key that is disabled, too much to wrap.</summary>
internal sealed class FakeKeyVault : HttpMessageHandler
{
    public const string Host = "https://square.vault.azure.net";

    private readonly Dictionary<string, RSA> versions = [];

    public FakeKeyVault() => Rotate();

    public string Newest { get; private set; } = "";

    public string Resource { get; set; } = "https://vault.azure.net";

    public HttpStatusCode? Trouble { get; set; }

    public List<string> Requests { get; } = [];

    public void Rotate() => versions[Newest = $"v{versions.Count + 1}"] = RSA.Create(2048);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await request.Content!.ReadAsStringAsync(cancellationToken);
        Requests.Add($"{request.Method} {request.RequestUri!.PathAndQuery} {request.Headers.Authorization} {body.Length}");
        if (request.Headers.Authorization is null)
        {
            Assert.Empty(body);
            return new(HttpStatusCode.Unauthorized) { Headers = { { "WWW-Authenticate", $"Bearer authorization=\"https://login.microsoftonline.com/tenant\", resource=\"{Resource}\"" } } };
        }

        if (Trouble is { } trouble)
        {
            return Error(trouble, "Trouble");
        }

        if (request.Headers.Authorization.ToString() != $"Bearer {Token.Text}")
        {
            return Error(HttpStatusCode.Unauthorized, "Unauthorized");
        }

        if (request.RequestUri.Query != "?api-version=2025-07-01" || request.Content!.Headers.ContentType?.MediaType != "application/json")
        {
            return Error(HttpStatusCode.BadRequest, "BadParameter");
        }

        var json = JsonElement.Parse(body);
        if (json.GetProperty("alg").GetString() != "RSA-OAEP-256" || json.EnumerateObject().Count() != 2)
        {
            return Error(HttpStatusCode.BadRequest, "BadParameter");
        }

        var value = Base64Url.DecodeFromChars(json.GetProperty("value").GetString());
        return request.RequestUri.AbsolutePath.Split('/') switch
        {
            ["", "keys", "square", "wrapkey"] => value.Length > 190 ? Error(HttpStatusCode.BadRequest, "BadParameter") : Answer(Newest, versions[Newest].Encrypt(value, RSAEncryptionPadding.OaepSHA256)),
            ["", "keys", "square", var version, "unwrapkey"] when versions.TryGetValue(version, out var key) => Unwrapped(version, key, value),
            _ => Error(HttpStatusCode.NotFound, "KeyNotFound"),
        };
    }

    private static HttpResponseMessage Unwrapped(string version, RSA key, byte[] value)
    {
        try
        {
            return Answer(version, key.Decrypt(value, RSAEncryptionPadding.OaepSHA256));
        }
        catch (CryptographicException)
        {
            return Error(HttpStatusCode.BadRequest, "BadParameter");
        }
    }

    private static HttpResponseMessage Answer(string version, byte[] value) =>
        new(HttpStatusCode.OK) { Content = JsonContent.Create(new { kid = $"{Host}/keys/square/{version}", value = Base64Url.EncodeToString(value) }) };

    private static HttpResponseMessage Error(HttpStatusCode status, string code) => new(status) { Content = JsonContent.Create(new { error = new { code, message = "secret-looking detail" } }) };

    internal sealed class Token : TokenCredential
    {
        public const string Text = "token-for-the-vault";

        public List<string> Scopes { get; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes.Add(requestContext.Scopes.Single());
            return new(new AccessToken(Text, DateTimeOffset.MaxValue));
        }
    }
}

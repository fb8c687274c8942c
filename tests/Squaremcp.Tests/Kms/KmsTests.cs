using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Amazon.Runtime;
using Squaremcp.Tests.Support;
using Squaremcp.Tests.Vault;
using Squaremcp.Vault;
using Squaremcp.Vault.Kms;

namespace Squaremcp.Tests.Kms;

public sealed class KmsTests
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Key_vault_wraps_and_unwraps_over_its_own_rotation()
    {
        using var vault = new FakeKeyVault();
        var (wrapper, token) = Azure(vault);
        var wrapped = await wrapper.WrapAsync(Key, "kek_1", Token);
        vault.Rotate();

        Assert.Equal($"{FakeKeyVault.Host}/keys/square/v1", wrapped.ProviderKey);
        Assert.Equal(Key, await wrapper.UnwrapAsync(wrapped, "kek_1", Token));
        Assert.EndsWith("/v2", (await wrapper.WrapAsync(Key, "kek_1", Token)).ProviderKey, StringComparison.Ordinal);
        Assert.Equal(["https://vault.azure.net/.default"], token.Scopes.Distinct());
        Assert.Equal("POST /keys/square/wrapkey?api-version=2025-07-01  0", vault.Requests[0]);
    }

    [Theory]
    [InlineData("https://azure.net.evil.example")]
    [InlineData("https://evil.example")]
    public async Task A_host_that_is_no_key_vault_gets_no_token(string resource)
    {
        using var vault = new FakeKeyVault { Resource = resource };
        var (wrapper, token) = Azure(vault);
        var refused = await Assert.ThrowsAsync<VaultException>(() => wrapper.WrapAsync(Key, "kek_1", Token));

        Assert.Contains("no token was sent", refused.Message, StringComparison.Ordinal);
        Assert.Empty(token.Scopes);
    }

    [Fact]
    public async Task A_key_name_in_the_database_leads_no_token_to_another_host()
    {
        using var vault = new FakeKeyVault();
        var (wrapper, _) = Azure(vault);

        Assert.Contains("not in the configured Key Vault", (await Assert.ThrowsAsync<VaultException>(() => wrapper.UnwrapAsync(new("https://square.vault.azure.net.evil.example/keys/square/v1", [1]), "kek_1", Token))).Message, StringComparison.Ordinal);
        Assert.Empty(vault.Requests);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "may not use the key")]
    [InlineData(HttpStatusCode.NotFound, "There is no key https://square.vault.azure.net/keys/square")]
    [InlineData(HttpStatusCode.BadRequest, "must be an RSA key")]
    [InlineData(HttpStatusCode.Unauthorized, "does not accept the token")]
    public async Task What_key_vault_refuses_is_told_with_what_to_do(HttpStatusCode status, string says)
    {
        using var vault = new FakeKeyVault { Trouble = status };
        await RefusedAsync(Azure(vault).Wrapper.WrapAsync(Key, "kek_1", Token), says);
    }

    [Fact]
    public async Task Cloud_kms_wraps_and_unwraps_over_its_own_rotation_with_one_token()
    {
        using var google = new Google();
        var wrapped = await google.Wrapper.WrapAsync(Key, "kek_1", Token);
        google.Kms.Rotate();

        Assert.Equal($"{FakeCloudKms.Key}/cryptoKeyVersions/1", wrapped.ProviderKey);
        Assert.Equal(Key, await google.Wrapper.UnwrapAsync(wrapped, "kek_1", Token));
        Assert.Equal(1, google.Kms.Tokens);
        google.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(Key, await google.Wrapper.UnwrapAsync(wrapped, "kek_1", Token));
        Assert.Equal(2, google.Kms.Tokens);
        await RefusedAsync(google.Wrapper.UnwrapAsync(wrapped, "kek_2", Token), "wrapped by another key");
        google.Kms.Disabled.Add(0);
        await RefusedAsync(google.Wrapper.UnwrapAsync(wrapped, "kek_1", Token), "disabled or destroyed");
    }

    [Fact]
    public async Task What_is_damaged_on_its_way_is_not_taken()
    {
        using var google = new Google();
        var wrapped = await google.Wrapper.WrapAsync(Key, "kek_1", Token);
        google.Kms.Damages = true;

        await RefusedAsync(google.Wrapper.WrapAsync(Key, "kek_1", Token), "damaged on the way");
        await RefusedAsync(google.Wrapper.UnwrapAsync(wrapped, "kek_1", Token), "damaged on the way");
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "PERMISSION_DENIED", "cryptoKeyEncrypterDecrypter")]
    [InlineData(HttpStatusCode.NotFound, "NOT_FOUND", "There is no key")]
    [InlineData(HttpStatusCode.Unauthorized, "UNAUTHENTICATED", "does not accept the credentials")]
    public async Task What_cloud_kms_refuses_is_told_with_what_to_do(HttpStatusCode status, string code, string says)
    {
        using var google = new Google();
        google.Kms.Trouble = (status, code);
        await RefusedAsync(google.Wrapper.WrapAsync(Key, "kek_1", Token), says);
    }

    [Fact]
    public async Task A_credentials_file_that_is_none_is_told_so()
    {
        using var http = new HttpClient(new FakeCloudKms(RSA.Create(2048), TimeProvider.System));
        var wrapper = new GoogleCloudKms(new() { Key = FakeCloudKms.Key, CredentialsFile = "/nowhere.json" }, http, TimeProvider.System);

        await RefusedAsync(wrapper.WrapAsync(Key, "kek_1", Token), "CredentialsFile must name one");
    }

    [Theory]
    [InlineData("", "0")]
    [InlineData("123456789", "3808858755")]
    public void Crc32c_is_castagnolis(string text, string crc) => Assert.Equal(crc, GoogleCloudKms.Crc32C(System.Text.Encoding.ASCII.GetBytes(text)));

    [Fact]
    public async Task Aws_kms_wraps_and_unwraps_for_the_one_key_it_was_for()
    {
        await using var kms = await FakeAwsKms.StartAsync();
        var wrapper = Aws(kms, "alias/square");
        var wrapped = await wrapper.WrapAsync(Key, "kek_1", Token);

        Assert.Equal(FakeAwsKms.Arn, wrapped.ProviderKey);
        Assert.Equal(Key, await wrapper.UnwrapAsync(wrapped, "kek_1", Token));
        await RefusedAsync(wrapper.UnwrapAsync(wrapped, "kek_2", Token), "another key of the vault");
        await RefusedAsync(Aws(kms, "alias/none").WrapAsync(Key, "kek_1", Token), "There is no key alias/none");
        await RefusedAsync(Aws(kms, "alias/square", "another secret").WrapAsync(Key, "kek_1", Token), "does not accept the credentials");
    }

    [Theory]
    [InlineData("DisabledException", "is disabled")]
    [InlineData("KMSInvalidStateException", "being deleted")]
    [InlineData("AccessDeniedException", "permit kms:Encrypt")]
    [InlineData("IncorrectKeyException", "another key than")]
    [InlineData("ExpiredTokenException", "have expired")]
    public async Task What_aws_kms_refuses_is_told_with_what_to_do(string error, string says)
    {
        await using var kms = await FakeAwsKms.StartAsync();
        kms.Trouble = error;
        await RefusedAsync(Aws(kms, "alias/square").WrapAsync(Key, "kek_1", Token), says);
    }

    [Fact]
    public async Task The_vault_lives_on_a_kms_and_stops_the_start_where_its_key_is_gone()
    {
        await using var kms = await FakeAwsKms.StartAsync();
        var (folder, name) = (TestVault.NewFolder(), new SecretName("cus_anna", "con_1", "credentials"));
        await using (var vault = await TestVault.OpenAsync(folder, provider: "aws-kms", another: Aws(kms, "alias/square")))
        {
            await vault.PutAsync(name, "hidden");
            Assert.False(File.Exists(vault.KeyFile));
        }

        await using (var vault = await TestVault.OpenAsync(folder, provider: "aws-kms", another: Aws(kms, "alias/square")))
        {
            Assert.Equal("hidden", await vault.OpenAsync(name));
        }

        kms.Trouble = "NotFoundException";
        await RefusedAsync(TestVault.OpenAsync(folder, ownsFolder: true, provider: "aws-kms", another: Aws(kms, "alias/square")), $"There is no key {FakeAwsKms.Arn}");
    }

    private static async Task RefusedAsync(Task call, string says)
    {
        var refused = await Assert.ThrowsAsync<VaultException>(() => call);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-looking", refused.Message, StringComparison.Ordinal);
    }

    private static (AzureKeyVault Wrapper, FakeKeyVault.Token Token) Azure(FakeKeyVault vault)
    {
        var token = new FakeKeyVault.Token();
        return (new(new() { Key = $"{FakeKeyVault.Host}/keys/square" }, token, new HttpClient(vault), TimeProvider.System), token);
    }

    private static AwsKms Aws(FakeAwsKms kms, string key, string secret = FakeAwsKms.SecretKey)
    {
        var settings = new AwsKmsSettings { Key = key, Region = "eu-central-1", Endpoint = kms.Url };
        return new(settings, new(() => AwsKms.Client(settings, new BasicAWSCredentials(FakeAwsKms.AccessKey, secret))));
    }

    private sealed class Google : IDisposable
    {
        private readonly string file = Path.GetTempFileName();
        private readonly RSA account = RSA.Create(2048);

        public Google()
        {
            File.WriteAllText(file, JsonSerializer.Serialize(new { type = "service_account", client_email = "vault@p.iam.gserviceaccount.com", private_key_id = "key-1", private_key = account.ExportPkcs8PrivateKeyPem(), token_uri = "https://oauth2.example/token" }));
            Kms = new(account, Clock);
            Wrapper = new(new() { Key = FakeCloudKms.Key, CredentialsFile = file }, new HttpClient(Kms), Clock);
        }

        public ManualTime Clock { get; } = new();

        public FakeCloudKms Kms { get; }

        public GoogleCloudKms Wrapper { get; }

        public void Dispose()
        {
            File.Delete(file);
            account.Dispose();
            Kms.Dispose();
        }
    }
}

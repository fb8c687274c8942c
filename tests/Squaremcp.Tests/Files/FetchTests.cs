using System.Text;
using System.Text.Json;
using Squaremcp.Tests.Api;
using Squaremcp.Tests.Mcp;

namespace Squaremcp.Tests.Files;

/// <summary>A file that is named by its address instead of being sent.</summary>
public sealed class FetchTests(FetchGateway gateway) : IClassFixture<FetchGateway>, IAsyncLifetime
{
    private FileServer server = null!;

    public async ValueTask InitializeAsync() => server = await FileServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("film.mp4?signature=abc", "film.mp4", "video/mp4", 3)]
    [InlineData("named", "Bild ä.png", "image/png", 1)]
    [InlineData("hop/2", "film.mp4", "video/mp4", 3)]
    public async Task A_file_is_fetched_with_its_name_and_type(string path, string name, string type, int size)
    {
        var body = (await FetchAsync(path)).Body;

        Assert.Equal((name, type, size), (body.GetProperty("name").GetString(), body.GetProperty("media_type").GetString(), body.GetProperty("size_bytes").GetInt32()));
    }

    [Theory]
    [InlineData("hop/9", "400 `url` leads on more than 3 times")]
    [InlineData("inside", "400 `url` leads on to an address that may not be fetched")]
    [InlineData("nothing", "400 `url` was answered with status 404")]
    [InlineData("long", "413 The file is larger than 300000 bytes")]
    [InlineData("down", "502 The server of `url` answered status 503")]
    public async Task What_cannot_be_fetched_is_told_and_nothing_is_kept(string path, string says)
    {
        var (_, key) = await gateway.AnotherCustomerAsync();
        Assert.StartsWith(says, (await FetchAsync(path, key)).Says(), StringComparison.Ordinal);
        Assert.Equal(0, (await gateway.CallAsync("GET", "/api/v1/files", key: key)).Body.GetProperty("used_bytes").GetInt64());
    }

    /// <summary>Whether the answer's head came before the connection broke is chance.</summary>
    [Fact]
    public async Task Of_a_file_that_breaks_off_nothing_is_kept()
    {
        var (_, key) = await gateway.AnotherCustomerAsync();
        var answer = await FetchAsync("cut", key);

        Assert.True(answer.Status is 400 or 502, answer.Says());
        Assert.Equal(0, (await gateway.CallAsync("GET", "/api/v1/files", key: key)).Body.GetProperty("used_bytes").GetInt64());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"url":null}""")]
    [InlineData("""{"url":"https://example.org/a","more":1}""")]
    [InlineData("""{"url":"https://example.org/a","url":"https://example.org/b"}""")]
    public async Task JSON_that_names_no_address_is_refused_with_the_way_to_upload_JSON(string json) =>
        Assert.Contains("POST /api/v1/files?name=data.json", (await gateway.UploadAsync(Encoding.UTF8.GetBytes(json), "application/json")).Says(), StringComparison.Ordinal);

    [Fact]
    public async Task JSON_with_a_name_is_a_file() =>
        Assert.Equal("application/json", (await gateway.UploadAsync("""{"url":"https://example.org/a"}"""u8.ToArray(), "application/json", "?name=a.json")).Body.GetProperty("media_type").GetString());

    private Task<(int Status, JsonElement Body)> FetchAsync(string path, string? key = null) =>
        gateway.UploadAsync(Encoding.UTF8.GetBytes($$"""{"url":"{{server.Address}}{{path}}"}"""), "application/json", key: key);
}

/// <summary>With the guard as it is where nobody changed it.</summary>
public sealed class GuardedFetchTests(PlainGateway gateway) : IClassFixture<PlainGateway>
{
    [Theory]
    [InlineData("http://example.org/a")]
    [InlineData("https://127.0.0.1/a")]
    [InlineData("https://localhost/a")]
    [InlineData("https://2130706433/a")]
    [InlineData("https://[::1]/a")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://anna:secret@example.org/a")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/etc/passwd")]
    public async Task Nothing_of_the_operators_own_network_is_fetched(string url) =>
        Assert.StartsWith("400 `url`", (await gateway.UploadAsync(Encoding.UTF8.GetBytes($$"""{"url":"{{url}}"}"""), "application/json")).Says(), StringComparison.Ordinal);
}

using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Mcp;

/// <summary>What only a socket can send: headers twice, bodies that break off, names that lie. None of it is a failure of the gateway's, so none is in its log.</summary>
public sealed class WireTests(LoggingGateway gateway) : IClassFixture<LoggingGateway>
{
    private const string Ping = """{"jsonrpc":"2.0","id":1,"method":"ping"}""";

    private string Key => $"x-api-key: {gateway.Key}";

    private string Bearer => $"Authorization: Bearer {gateway.Key}";

    private string Host => $"Host: {gateway.Http.BaseAddress!.Authority}";

    [Fact]
    public async Task The_challenge_is_one_header_and_no_body()
    {
        var answer = await gateway.PostOnWireAsync(Ping);

        Assert.Equal(401, Wire.Status(answer));
        Assert.Equal([$"WWW-Authenticate: Bearer resource_metadata=\"{gateway.Origin}/.well-known/oauth-protected-resource/mcp\", scope=\"mcp\""], answer.Split("\r\n").Where(line => line.StartsWith("WWW-", StringComparison.OrdinalIgnoreCase)));
        Assert.Contains("\r\nContent-Length: 0\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_credential_twice_is_malformed_even_where_both_are_the_same()
    {
        const string Says = """{"error":"invalid_request","error_description":"Send one credential, once."}""";

        Assert.Equal((400, Says), Read(await gateway.PostOnWireAsync(Ping, Bearer, Bearer)));
        Assert.Equal((400, Says), Read(await gateway.PostOnWireAsync(Ping, Key, Key)));
        Assert.Equal(200, Wire.Status(await gateway.PostOnWireAsync(Ping, Key, Bearer)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x-api-key: ")]
    public async Task The_admin_key_is_no_bearer_token(string empty) =>
        Assert.Equal(401, Wire.Status(await gateway.PostOnWireAsync(Ping, [.. new[] { empty }.Where(line => line.Length > 0), $"Authorization: Bearer {McpGateway.AdminKey}", $"X-Square-Customer: {gateway.CustomerId}"])));

    [Fact]
    public async Task Of_two_named_customers_none_is_taken() =>
        Assert.Equal(400, Wire.Status(await gateway.PostOnWireAsync(Ping, $"x-api-key: {McpGateway.AdminKey}", $"X-Square-Customer: {gateway.CustomerId}", $"X-Square-Customer: {gateway.CustomerId}")));

    [Fact]
    public async Task A_customers_key_names_nobody_else()
    {
        var answer = await gateway.PostOnWireAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"square_list_recent_calls","arguments":{}}}""", Key, "X-Square-Customer: cus_other");

        Assert.Equal(200, Wire.Status(answer));
    }

    [Theory]
    [InlineData(400, "POST /mcp HTTP/1.1")]
    [InlineData(400, "POST /mcp HTTP/1.1", "Host: evil.example", "Host: evil.example")]
    [InlineData(400, "POST http://evil.example/mcp HTTP/1.1", "Host: ours")]
    [InlineData(421, "POST /mcp HTTP/1.0")]
    [InlineData(421, "POST /mcp HTTP/1.1", "Host: evil.example")]
    [InlineData(421, "POST /mcp HTTP/1.1", "Host: localhost.")]
    [InlineData(421, "POST /mcp HTTP/1.1", "Host: ")]
    public async Task A_host_that_is_missing_doubled_or_foreign_is_refused(int status, params string[] head) =>
        Assert.Equal(status, Wire.Status(await gateway.WireAsync("", [.. head, "Content-Length: 0", Key])));

    [Theory]
    [InlineData("Origin: ")]
    [InlineData("Origin: null")]
    [InlineData("Origin: https://evil.example")]
    [InlineData("Origin: https://app.example.evil.example")]
    [InlineData("Origin: https://app.example", "Origin: https://evil.example")]
    public async Task An_origin_that_is_empty_doubled_or_foreign_is_refused(params string[] origins) =>
        Assert.Equal(403, Wire.Status(await gateway.PostOnWireAsync(Ping, [Key, .. origins])));

    [Fact]
    public async Task A_body_without_a_length_is_refused_where_it_grows_too_large()
    {
        var chunk = $"10000\r\n{new string(' ', 65536)}\r\n";
        var answer = await gateway.WireAsync(string.Concat(Enumerable.Repeat(chunk, 70)) + "0\r\n\r\n", "POST /mcp HTTP/1.1", Host, Key, "Content-Type: application/json", "Transfer-Encoding: chunked");

        Assert.Equal((413, """{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"The body is larger than 4 MB."}}"""), Read(answer));
    }

    [Fact]
    public async Task A_body_that_is_announced_too_large_is_refused_before_it_comes() =>
        Assert.Equal(413, Wire.Status(await gateway.WireAsync("", "POST /mcp HTTP/1.1", Host, Key, "Content-Type: application/json", "Content-Length: 41943040")));

    [Fact]
    public async Task A_body_that_is_not_framed_is_the_callers_mistake()
    {
        var answer = await gateway.WireAsync("zz\r\nabc", "POST /mcp HTTP/1.1", Host, Key, "Content-Type: application/json", "Transfer-Encoding: chunked");

        Assert.Equal(400, Wire.Status(answer));
        Assert.Contains("not framed", answer, StringComparison.Ordinal);
        Assert.Empty(gateway.Failures);
    }

    [Theory]
    [InlineData("Content-Encoding: gzip")]
    [InlineData("Content-Encoding: br")]
    public async Task An_encoded_body_is_refused(string header) =>
        Assert.Equal((415, """{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Content-Encoding is not understood here; send the body as it is."}}"""), Read(await gateway.PostOnWireAsync(Ping, Key, header)));

    [Theory]
    [InlineData("Content-Type: text/plain")]
    [InlineData("Content-Type: application/json")]
    public async Task Two_content_types_are_none(string second) => Assert.Equal(415, Wire.Status(await gateway.PostOnWireAsync(Ping, Key, second)));

    [Fact]
    public async Task A_header_that_is_too_long_is_refused() => Assert.Equal(431, Wire.Status(await gateway.PostOnWireAsync(Ping, $"x-api-key: sq_{new string('a', 40_000)}")));

    [Fact]
    public async Task A_client_that_leaves_in_the_middle_of_its_body_is_no_failure()
    {
        using (var client = new System.Net.Sockets.TcpClient())
        {
            await client.ConnectAsync(gateway.Http.BaseAddress!.Host, gateway.Http.BaseAddress.Port, TestContext.Current.CancellationToken);
            await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes($"POST /mcp HTTP/1.1\r\n{Host}\r\n{Key}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{"), TestContext.Current.CancellationToken);
        }

        Assert.Equal(200, Wire.Status(await gateway.PostOnWireAsync(Ping, Key)));
        Assert.Empty(gateway.Failures);
    }

    private static (int, string) Read(string answer) => (Wire.Status(answer), Wire.Body(answer));
}

/// <summary>A gateway whose log can be read.</summary>
public class LoggingGateway : McpGateway
{
    private readonly ConcurrentQueue<string> log = new();

    /// <summary>What an operator would be woken for.</summary>
    internal IEnumerable<string> Failures => log.Where(line => line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Critical", StringComparison.Ordinal));

    internal IReadOnlyCollection<string> Log => log;

    private protected override ProductSetup Configure(ProductSetup setup) => setup with { Logging = logging => logging.ClearProviders().AddFilter(null, LogLevel.Trace).AddProvider(new Lines(log)) };

    private sealed class Lines(ConcurrentQueue<string> log) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Logger(categoryName, log);

        public void Dispose()
        {
        }
    }

    private sealed class Logger(string category, ConcurrentQueue<string> log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Enqueue($"{logLevel} {category}: {formatter(state, exception)} {exception}");
    }
}

using Squaremcp.Tests.Mcp;

namespace Squaremcp.Tests.Observability;

public sealed class MetricsKeyTests(MetricsKeyTests.Gateway gateway) : IClassFixture<MetricsKeyTests.Gateway>
{
    private const string Opens = "metrics-key-of-the-tests";

    [Theory]
    [InlineData(200, "x-api-key", Opens)]
    [InlineData(200, "Authorization", "Bearer " + Opens)]
    [InlineData(200, "x-api-key", McpGateway.AdminKey)]
    [InlineData(404, "x-api-key", "another-key-of-somebody")]
    [InlineData(404, "Authorization", "Bearer ")]
    [InlineData(404, "Accept", "text/plain")]
    public async Task Numbers_are_for_who_holds_a_key(int status, string header, string value) =>
        Assert.Equal(status, await StatusAsync("/metrics", header, value));

    [Fact]
    public async Task The_metrics_key_opens_nothing_else()
    {
        Assert.Equal(401, await StatusAsync("/api/v1/admin/customers", "x-api-key", Opens));
        Assert.Equal(401, await StatusAsync("/api/v1/me", "Authorization", "Bearer " + Opens));
    }

    private async Task<int> StatusAsync(string path, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation(header, value);
        request.Headers.Add("X-Forwarded-For", "192.0.2.1");
        using var answer = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }

    public sealed class Gateway : McpGateway
    {
        protected override string[] More => [$"--Squaremcp:MetricsKey={Opens}"];
    }
}

using Squaremcp.Tests.Api;
using Squaremcp.Tests.Mcp;

namespace Squaremcp.Tests.Files;

public sealed class PublishRouteTests(PlainGateway gateway) : IClassFixture<PlainGateway>
{
    [Fact]
    public async Task Nothing_running_is_an_empty_list_and_what_is_not_there_is_told()
    {
        Assert.Equal("""{"publishes":[]}""", (await gateway.CallAsync("GET", "/api/v1/publishes")).Body.GetRawText());
        Assert.Equal(404, (await gateway.CallAsync("GET", "/api/v1/publishes/pub_01jc2m9v0h6c1w8s3f5k7q9x2z")).Status);
        Assert.Equal(404, (await gateway.CallAsync("GET", "/api/v1/publishes/nonsense")).Status);
        Assert.Equal(401, (await gateway.CallAsync("GET", "/api/v1/publishes", key: "")).Status);
    }
}

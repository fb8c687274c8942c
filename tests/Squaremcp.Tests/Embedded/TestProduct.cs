using Microsoft.AspNetCore.Builder;
using Squaremcp.Frontend;

namespace Squaremcp.Tests.Support;

/// <summary>The grains live in the frontend, and what they keep in its data folder.</summary>
internal sealed partial class TestProduct
{
    internal partial IServiceProvider Grains => Frontend;

    internal partial Task<IReadOnlyList<Kept>> DatabaseAsync() => Task.FromResult<IReadOnlyList<Kept>>([.. Directory.GetFiles(setup.Data, "squaremcp.db*").Select(Kept.File)]);

    private partial Task<WebApplication> BuildAsync() => Task.FromResult(Server.Build([$"--Squaremcp:DataDirectory={setup.Data}", "--Logging:LogLevel:Default=None", .. setup.Arguments], "http://127.0.0.1:0", builder =>
    {
        setup.Services(builder.Services);
        setup.GrainServices(builder.Services);
        setup.Logging(builder.Logging);
    }));

    private partial Task EndGrainsAsync() => Task.CompletedTask;
}

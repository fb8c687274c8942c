using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Squaremcp.Tests.Support;

/// <summary>Web servers of tests, by plain HTTP: reached from this machine alone, on a port that the system chooses, and silent.</summary>
internal static class LocalServer
{
    internal static WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        return builder.Build();
    }
}

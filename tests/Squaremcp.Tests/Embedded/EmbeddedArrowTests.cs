using System.Reflection;
using Squaremcp.Tests.Architecture;

namespace Squaremcp.Tests.Embedded;

public sealed class EmbeddedArrowTests
{
    [Fact]
    public void The_embedded_host_knows_nothing_else_of_the_product() =>
        Offences.None(
            from reference in Assembly.Load("Squaremcp.Embedded").GetReferencedAssemblies()
            where reference.Name!.StartsWith("squaremcp", StringComparison.OrdinalIgnoreCase)
            select $"Squaremcp.Embedded refers to {reference.Name}");
}

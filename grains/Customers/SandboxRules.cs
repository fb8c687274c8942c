using Squaremcp.Customers;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Customers;

/// <summary>What keeps simulated and real accounts apart: all of a customer's are the one or the other, by its plan.</summary>
internal static class SandboxRules
{
    /// <summary>What keeps a customer from moving to a plan; null where nothing does.</summary>
    internal static ToolFailure? Broken(CustomerState customer, Plan plan, bool isOpen)
    {
        var (was, willBe) = (customer.Profile!.Plan == Plan.Sandbox, plan == Plan.Sandbox);
        return willBe && !isOpen ? Refused("no_sandbox", "This server has no sandbox: the operator has to start it with --sandbox (SQUAREMCP__Sandbox__Enabled=true).")
            : was != willBe && customer.Connections.Count > 0 ? Refused("connections", willBe
                ? "A customer of plan sandbox has simulated accounts alone, and this one has real ones. Create another customer for the sandbox, or disconnect these first."
                : "The accounts of a customer of plan sandbox are simulated and would be nothing on another plan. Create another customer, or disconnect these first.")
            : null;
    }

    private static ToolFailure Refused(string reason, string message) => new() { Kind = FailureKind.Refused, Reason = reason, Message = message };
}

using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using Squaremcp.Embedded;

namespace Squaremcp.Tests.Cluster.Host;

/// <summary>
/// Calls from clients, among grains, to the reminder service and its ticks, disturbed by seed where they are sent: refused before they ran, overtaken by others, their answer lost after they ran; and, from a client, taken to a second
/// activation of their grain. Copied arguments are Orleans' own nature.
/// </summary>
/// <param name="twin">Leads to the second activations; null where there are none.</param>
internal sealed class DisturbedCalls(Faults faults, IGrainFactory? twin) : IOutgoingGrainCallFilter
{
    private readonly ConcurrentDictionary<GrainId, bool> moved = new();

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (!IsOfGrains(context.InterfaceMethod.DeclaringType!))
        {
            await context.Invoke();
            return;
        }

        if (faults.Roll(Fault.Reject))
        {
            throw Rejection($"{context.TargetId}.{context.MethodName} was refused on purpose. It did not run.");
        }

        for (var overtaking = faults.Place(8); overtaking < 8; overtaking++)
        {
            await Task.Yield();
        }

        await (twin is not null && IsMoved(context.TargetId) ? InvokeOnTwinAsync(context) : context.Invoke());
        if (faults.Roll(Fault.LoseAnswer))
        {
            throw new TimeoutException($"{context.TargetId}.{context.MethodName}: the answer was lost on purpose. It ran.");
        }
    }

    private static bool IsOfGrains(Type contract) =>
        contract.IsAssignableTo(typeof(IGrainWithStringKey)) || contract == typeof(IRemindable) || contract == typeof(IReminderService);

    /// <summary>As after a partition: whoever comes later finds the newer activation, and the older one goes on in memory.</summary>
    private bool IsMoved(GrainId grain) => faults.Roll(Fault.SecondActivation)
        ? moved.AddOrUpdate(grain, addValue: true, (_, there) => !there)
        : moved.GetValueOrDefault(grain);

    private async Task InvokeOnTwinAsync(IOutgoingGrainCallContext context)
    {
        var (method, request) = (context.InterfaceMethod, context.Request);
        var grain = twin!.GetGrain(context.TargetId).AsReference(request.GetInterfaceType());
        var sent = 0;
        var arguments = method.GetParameters().Select(parameter => parameter.ParameterType == typeof(CancellationToken) ? request.GetCancellationToken() : request.GetArgument(sent++)).ToArray();
        var running = (Task)method.Invoke(grain, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
        await running;
        context.Result = method.ReturnType.IsGenericType ? running.GetType().GetProperty(nameof(Task<>.Result))!.GetValue(running) : null;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern OrleansMessageRejectionException Rejection(string message);
}

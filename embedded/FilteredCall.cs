using System.Reflection;
using Squaremcp.Embedded.Api;

namespace Squaremcp.Embedded;

/// <summary>A call on its way through the incoming filters, in the order they were added.</summary>
internal sealed class FilteredCall(GrainCall call, IIncomingGrainCallFilter[] filters) : IIncomingGrainCallContext
{
    private int next;

    public object Grain => call.Target!.GrainInstance!;

    public MethodInfo InterfaceMethod => call.Method.InterfaceMethod;

    public MethodInfo ImplementationMethod => call.Method.ImplementationMethod;

    public string InterfaceName => InterfaceMethod.DeclaringType!.FullName!;

    public string MethodName => call.Method.Name;

    public GrainId? SourceId => call.Source;

    public GrainId TargetId => call.Id;

    public IGrainContext TargetContext => call.Target!;

    public object? Result { get; set; }

    public async Task Invoke()
    {
        if (next < filters.Length)
        {
            await filters[next++].Invoke(this);
            return;
        }

        var running = call.Method.Invoke(Grain, call.Arguments);
        await running;
        Result = call.Method.AnswerType is null ? null : running.GetType().GetProperty(nameof(Task<>.Result))!.GetValue(running);
    }

    internal async Task<object?> RunAsync()
    {
        await Invoke();
        return Result;
    }
}

import { pointersAt, stringAt, type OutSlot, type Pointer } from '../ffi/index.js';
import { checkStatus, created, type OrtRuntime } from './OrtRuntime.js';
import type { OrtSituation } from './statusError.js';

/** A node of a session, and the execution provider that ONNX Runtime gave it to. */
export interface AssignedNode {
  /** By ONNX Runtime's name, such as `CPUExecutionProvider`. */
  readonly provider: string;
  /** `NonZero`; `com.microsoft.Gelu` for one that ONNX does not define. */
  readonly operator: string;
  /** Empty where the model gives it none. */
  readonly name: string;
}

/** The entry of a session's options without which `assignedNodes` fails; no older ONNX Runtime minds it. */
export const recordAssignment = ['session.record_ep_graph_assignment_info', '1'] as const;

/** Which provider runs each node of a session; undefined where ONNX Runtime is older than 1.24 and cannot tell. */
export function assignedNodes({ api }: OrtRuntime, session: Pointer): readonly AssignedNode[] | undefined {
  const { Session_GetEpGraphAssignmentInfo: subgraphs, EpAssignedSubgraph_GetNodes: nodes } = api;
  const { EpAssignedSubgraph_GetEpName: provider, EpAssignedNode_GetName: name } = api;
  const { EpAssignedNode_GetDomain: domain, EpAssignedNode_GetOperatorType: operator } = api;
  if (!subgraphs || !nodes || !provider || !name || !domain || !operator) return undefined;

  const list = (get: ListFunction, owner: Pointer): readonly Pointer[] => {
    const first: OutSlot<Pointer> = [null];
    const count: OutSlot<number | bigint> = [null];
    checkStatus(api, get(owner, first, count), asking);
    return first[0] === null ? [] : pointersAt(first[0], Number(count[0]));
  };
  const text = (get: TextFunction, owner: Pointer) =>
    stringAt(created(api, asking, (out) => get(owner, out)));

  return list(subgraphs, session).flatMap((subgraph) => {
    const owner = text(provider, subgraph);
    return list(nodes, subgraph).map((node) => {
      const from = text(domain, node);
      return {
        provider: owner,
        operator:
          from === '' || from === 'ai.onnx' ? text(operator, node) : `${from}.${text(operator, node)}`,
        name: text(name, node),
      };
    });
  });
}

type ListFunction = (
  owner: Pointer,
  first: OutSlot<Pointer>,
  count: OutSlot<number | bigint>,
) => Pointer | null;
type TextFunction = (owner: Pointer, out: OutSlot<Pointer>) => Pointer | null;

const asking: OrtSituation = { doing: 'Asking which provider runs which operator', otherwise: 'INTERNAL' };
